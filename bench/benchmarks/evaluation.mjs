// evaluation: COCO's twelve numbers, and a slider's move, at COCO's size.
import { join } from 'node:path';
import { compare, ourSide, peerSide } from '../harness/compare.mjs';

const CASES = [
  {
    label: 'twelve numbers, pycocotools',
    what: 'coco',
    peer: 'pycocotools',
    rounds: 1,
    warmUp: 0,
    goalTime: 600,
  },
  {
    label: 'twelve numbers, faster-coco-eval',
    what: 'coco',
    peer: 'faster-coco-eval',
    rounds: 5,
    warmUp: 1,
    goalTime: 600,
  },
  {
    label: "a slider's move, faster-coco-eval",
    what: 'slider',
    peer: 'faster-coco-eval',
    rounds: 5,
    warmUp: 1,
    goalTime: 60,
  },
];
const SAME = 1e-6;

function checkMetrics(ours, peer) {
  if (!ours.metrics) return;
  for (const [name, value] of Object.entries(peer.metrics))
    if (!(Math.abs(ours.metrics[name] - value) <= SAME))
      throw new Error(`${name} is ${ours.metrics[name]} with us and ${value} with the peer.`);
}

export const evaluation = {
  name: 'evaluation',
  title: "Evaluation at COCO's size",
  text: "5,000 images, 80 classes, 36,781 objects, 500,000 candidates from a seeded script (bench/ours/coco-size.ts). The twelve numbers are of all candidates without suppression and equal the peer's to 1e-6. A slider's move suppresses, matches and counts all candidates anew and works out AP50, in one thread; the peer only matches and works out AP50. pycocotools runs once (it is slow), the other cases five times after one to warm up.",
  peer: 'peer',
  async run({ ours, python, peers, report }) {
    const results = [];
    for (const { label, rounds, warmUp, goalTime, ...example } of CASES) {
      report(`evaluation: ${label}`);
      const comparison = await compare({
        ours: (exchange) => ourSide(join(ours, 'evaluation.js'), { ...example, exchange, repeats: 5 }),
        peer: (exchange) =>
          peerSide(python, join(peers, 'evaluation.py'), { ...example, exchange, repeats: 1 }),
        rounds,
        warmUp,
        check: checkMetrics,
      });
      results.push({ name: 'evaluation', case: label, ...comparison, goal: null, goalTime, unit: 'ms' });
    }
    return results;
  },
};
