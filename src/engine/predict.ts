// Prediction: images in, raw head output per image out.
import type { Network } from '../core/network/layer.ts';
import { networkHeads, type HeadShape } from '../core/network/shapes.ts';
import { foldNormalization } from './network/fold-normalization.ts';
import { forward, predictionPass } from './network/forward.ts';
import { parameterLayout } from './network/parameters.ts';
import { PixelInput, type PixelStatistics } from './pixels.ts';
import { tf, type Tensor } from './tf.ts';

/** What a trained detector consists of. */
export interface Detector {
  readonly network: Network;
  readonly classes: readonly string[];
  readonly pixels: PixelStatistics;
  /** Flat, as `parameterLayout` lays them out. */
  readonly parameters: Float32Array;
  readonly statistics: Float32Array;
}

/** Runs a detector. Holds tensors until `dispose`. */
export class Predictor {
  readonly heads: readonly HeadShape[];
  readonly #network: Network;
  readonly #input: PixelInput;
  readonly #folded: Map<string, Tensor>;

  constructor(detector: Detector) {
    this.heads = networkHeads(detector.network);
    this.#network = detector.network;
    this.#input = new PixelInput(detector.network.input, detector.pixels);
    const layout = parameterLayout(detector.network);
    const parameters = tf.tensor1d(detector.parameters);
    const statistics = tf.tensor1d(detector.statistics);
    this.#folded = foldNormalization(detector.network, layout, parameters, statistics);
    tf.dispose([parameters, statistics]);
  }

  /**
   * @param images RGB bytes at the network's input size, letterboxed.
   * @returns per image, per head: logits [gridH, gridW, anchors, channels].
   */
  async predict(images: readonly Uint8Array[]): Promise<Float32Array[][]> {
    const heads = tf.tidy(() =>
      forward(this.#network, this.#input.tensor(images), predictionPass(this.#folded)),
    );
    const values = await Promise.all(heads.map((head) => head.data<'float32'>()));
    tf.dispose(heads);
    return images.map((_, image) =>
      values.map((flat) => {
        const size = flat.length / images.length;
        return flat.subarray(image * size, (image + 1) * size);
      }),
    );
  }

  dispose(): void {
    tf.dispose([...this.#folded.values()]);
  }
}
