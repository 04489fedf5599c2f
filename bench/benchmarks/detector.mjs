// train-step and inference: our engine against PyTorch, the same layers, numbers and batch on both sides.
import { join } from 'node:path';
import { compare, ourSide, peerSide } from '../harness/compare.mjs';

/** Preset, input px, batch, units of work in a round. */
const TRAINING = [
  { preset: 'yolov3-slim', width: 320, batch: 16, repeats: 4 },
  { preset: 'yolov3-tiny', width: 416, batch: 8, repeats: 2 },
  { preset: 'yolov3', width: 320, batch: 2, repeats: 1 },
];
const PREDICTION = [
  { preset: 'yolov3-slim', width: 320, batch: 1, repeats: 40 },
  { preset: 'yolov3-slim', width: 320, batch: 8, repeats: 5 },
  { preset: 'yolov3-tiny', width: 416, batch: 1, repeats: 10 },
  { preset: 'yolov3-tiny', width: 416, batch: 8, repeats: 2 },
  { preset: 'yolov3', width: 416, batch: 1, repeats: 1 },
  { preset: 'yolov3', width: 416, batch: 8, repeats: 1 },
];
const CLASSES = 80;
/** Both sides start from the same weights and pixels: what they find has to agree, or they do not do the same work. */
const AGREEMENT = 1e-3;

function agree(what, ours, peer) {
  if (Math.abs(ours - peer) <= AGREEMENT * Math.abs(peer)) return;
  throw new Error(`The two sides do not do the same: ${what} is ${ours} with us and ${peer} with the peer.`);
}

async function compareCases(name, cases, { goal, files, check, ours, peers, python, report }) {
  const results = [];
  for (const example of cases) {
    const label = `${example.preset} ${example.width}, batch ${example.batch}`;
    report(`${name}: ${label}`);
    const told = { ...example, classes: CLASSES };
    const comparison = await compare({
      ours: (exchange) => ourSide(join(ours, files.ours), { ...told, exchange }),
      peer: (exchange) => peerSide(python, join(peers, files.peer), { ...told, exchange }),
      check,
    });
    results.push({ name, case: label, ...comparison, goal, unit: 'ms' });
  }
  return results;
}

export const trainStep = {
  name: 'train-step',
  title: 'One training step',
  text: 'Forward, loss (CIoU, objectness with the ignore mask, classes), backward, clipping, SGD with momentum and the moving average, on the processor with all cores; PyTorch eager, channels last, fused SGD. Before it is timed, the first step of both sides starts from the same weights, and losses and gradient norms agree to 0.1 %.',
  peer: 'PyTorch',
  run: (context) =>
    compareCases('train-step', TRAINING, {
      ...context,
      goal: 1.2,
      files: { ours: 'train-step.js', peer: 'train_step.py' },
      check: (ours, peer) => {
        agree('the loss', ours.loss, peer.loss);
        agree('the norm of the gradient', ours.gradientNorm, peer.gradientNorm);
      },
    }),
};

export const inference = {
  name: 'inference',
  title: 'Inference',
  text: 'From the bytes of letterboxed images to logits. Ours has batch normalisation folded into the convolutions; PyTorch is eager, in inference mode, channels last. The sums of all logits agree to 0.1 %.',
  peer: 'PyTorch',
  run: (context) =>
    compareCases('inference', PREDICTION, {
      ...context,
      goal: 1.2,
      files: { ours: 'inference.js', peer: 'inference.py' },
      check: (ours, peer) => agree('the sum of the logits', ours.sum, peer.sum),
    }),
};
