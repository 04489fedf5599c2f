// Our side of `train-step`: forward, loss, backward and update.
import { networkShapes } from '../../src/core/network/shapes.ts';
import type { Network } from '../../src/core/network/layer.ts';
import { startEngine } from '../../src/jobs/engine/start-engine.ts';
import { PixelInput } from '../../src/engine/pixels.ts';
import { PRIOR_SIZE } from '../../src/engine/priors.ts';
import { buildTargets } from '../../src/engine/targets.ts';
import { Trainer } from '../../src/engine/train/trainer.ts';
import {
  detectorOf,
  noiseImages,
  randomObjects,
  weightsOf,
  writeExchange,
  type DetectorCase,
} from './detector-case.ts';
import { serveRounds, timeMean } from './serve-rounds.ts';

/** Steps that the learning rate is planned for; more than are taken. */
const PLANNED_STEPS = 1000;

/** FLOPs of an image: forward and two gradients a layer; the first layer's input has none. */
function trainingFlops(network: Network): number {
  const shapes = networkShapes(network);
  return 3 * shapes.reduce((sum, { flops }) => sum + flops, 0) - shapes[0]!.flops;
}

await serveRounds<DetectorCase>(async (example) => {
  const { backend, description } = await startEngine(example.backend ?? 'tensorflow');
  const { recipe, network } = detectorOf(example);
  const parameters = weightsOf(network);
  const trainer = new Trainer(network, recipe, PLANNED_STEPS);
  const targets = buildTargets(randomObjects(example), trainer.priors, recipe.loss);
  const pixels = new PixelInput(network.input, recipe.input).tensor(noiseImages(example));
  const values = (await pixels.data()) as Float32Array;
  writeExchange(
    example.exchange,
    {
      parameters,
      pixels: values,
      priors: trainer.priors.values,
      rows: targets.rows,
      boxes: targets.boxes,
      targetPriors: targets.priors,
      classIndexes: targets.classIndexes,
      regions: targets.regions.boxes,
      ignored: targets.regions.ignored,
    },
    {
      layers: network.layers,
      input: network.input,
      batch: example.batch,
      priorSize: PRIOR_SIZE,
      regionCount: targets.regions.count,
      loss: recipe.loss,
      optimizer: recipe.optimizer,
    },
  );
  const first = await trainer.trainStep(pixels, targets);
  return {
    about: {
      backend,
      description,
      flops: trainingFlops(network) * example.batch,
      loss: first.total,
      gradientNorm: first.gradientNorm,
    },
    round: () => timeMean(example.repeats, () => trainer.trainStep(pixels, targets)),
  };
});
