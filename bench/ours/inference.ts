// Our side of `inference`: bytes of letterboxed images in, logits out, batch normalisation folded.
import { initialStatistics, parameterLayout } from '../../src/engine/network/parameters.ts';
import { Predictor } from '../../src/engine/predict.ts';
import { startEngine } from '../../src/jobs/engine/start-engine.ts';
import { detectorOf, noiseImages, weightsOf, writeExchange, type DetectorCase } from './detector-case.ts';
import { serveRounds, timeMean } from './serve-rounds.ts';

await serveRounds<DetectorCase>(async (example) => {
  const { backend } = await startEngine('tensorflow');
  const { recipe, network, classNames } = detectorOf(example);
  const parameters = weightsOf(network);
  const images = noiseImages(example);
  const predictor = new Predictor({
    network,
    classes: classNames,
    pixels: recipe.input,
    parameters,
    statistics: initialStatistics(parameterLayout(network)),
  });
  const bytes = new Uint8Array(images.length * images[0]!.length);
  images.forEach((image, i) => bytes.set(image, i * image.length));
  const { mean, standardDeviation } = recipe.input;
  writeExchange(
    example.exchange,
    { parameters, images: bytes },
    { layers: network.layers, input: network.input, batch: example.batch, mean, standardDeviation },
  );
  const outputs = await predictor.predict(images);
  const sum = outputs.flat().reduce((total, head) => total + head.reduce((a, b) => a + Math.abs(b), 0), 0);
  return {
    about: { backend, sum },
    round: () => timeMean(example.repeats, () => predictor.predict(images)),
  };
});
