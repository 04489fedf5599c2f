// Prediction with folded normalisation against the unfolded definition, on every backend.
import { expect, it } from 'vitest';
import { BATCH_NORM_EPSILON, LEAKY_SLOPE } from '../core/network/layer.ts';
import { convolve } from './kernels/convolution.ts';
import { forward, nameTensors, type ConvolutionalPass } from './network/forward.ts';
import { parameterLayout, splitSlots } from './network/parameters.ts';
import { PixelInput } from './pixels.ts';
import { Predictor, type Detector } from './predict.ts';
import { BACKENDS, describeBackends, read } from './testing/backends.ts';
import { largestDifference } from './testing/numbers.ts';
import { drawPicture, randomDetector, tinyNetwork, tinyRecipe } from './testing/tiny-detector.ts';
import { tf, type Tensor4D } from './tf.ts';

const TOLERANCE = 1e-4;
const recipe = tinyRecipe({ network: { widthMultiple: 0.125 } });
const detector = randomDetector(tinyNetwork(recipe), recipe);
const picture = drawPicture();
const inverted = picture.map((value) => 255 - value);

/** Convolution, then (x - mean) / sqrt(variance + epsilon) * scale + offset by the running statistics, then leaky ReLU. */
function predictUnfolded({ network, parameters, statistics, pixels }: Detector): Tensor4D[] {
  const layout = parameterLayout(network);
  return tf.tidy(() => {
    const trained = nameTensors(layout.parameters, splitSlots(tf.tensor1d(parameters), layout.parameters));
    const running = nameTensors(layout.statistics, splitSlots(tf.tensor1d(statistics), layout.statistics));
    const pass: ConvolutionalPass = (layer, index, x) => {
      const part = (role: string) => (trained.get(`${index}.${role}`) ?? running.get(`${index}.${role}`))!;
      const convolved = convolve(x, part('filter') as Tensor4D, layer);
      if (!layer.batchNormalize) return tf.add(convolved, part('bias'));
      const deviation = tf.sqrt(tf.add(part('variance'), BATCH_NORM_EPSILON));
      const normalized = tf.div(tf.sub(convolved, part('mean')), deviation);
      return tf.leakyRelu(tf.add(tf.mul(normalized, part('scale')), part('offset')), LEAKY_SLOPE);
    };
    return forward(network, new PixelInput(network.input, pixels).tensor([picture]), pass);
  });
}

describeBackends('Predictor', BACKENDS, () => {
  it('gives what the unfolded network gives', async () => {
    const expected = await read(...predictUnfolded(detector));
    const predictor = new Predictor(detector);
    const [heads] = await predictor.predict([picture]);
    predictor.dispose();
    expect(heads!.map((head) => head.length)).toEqual([2 * 2 * 1 * 7, 4 * 4 * 2 * 7]);
    heads!.forEach((head, i) => expect(largestDifference(head, expected[i]!)).toBeLessThan(TOLERANCE));
  });

  it('gives each image of a batch what it gets alone', async () => {
    const predictor = new Predictor(detector);
    const together = await predictor.predict([picture, inverted, picture]);
    const alone = [...(await predictor.predict([picture])), ...(await predictor.predict([inverted]))];
    predictor.dispose();
    [0, 1, 0].forEach((image, i) =>
      together[i]!.forEach((head, h) =>
        expect(largestDifference(head, alone[image]![h]!)).toBeLessThan(TOLERANCE),
      ),
    );
    expect(largestDifference(together[0]![0]!, together[1]![0]!)).toBeGreaterThan(0.01);
  });
});
