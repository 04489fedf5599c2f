// Where a step's time goes: the own time of every operation, and the time of each convolutional layer.
import type { StepProfile } from '../contract/job-events.ts';
import {
  CONVOLUTION,
  CONVOLUTION_FILTER_GRADIENT,
  CONVOLUTION_INPUT_GRADIENT,
} from './kernels/convolution.ts';
import { CONVOLVE_ACTIVATE } from './kernels/convolve-activate.ts';
import { NORMALIZE_ACTIVATE, NORMALIZE_ACTIVATE_GRADIENT } from './kernels/normalize-activate.ts';
import type { Network } from '../core/network/layer.ts';
import { networkShapes, type LayerShape } from '../core/network/shapes.ts';
import { tf } from './tf.ts';

type KernelFunction = tf.KernelConfig['kernelFunc'];

/** Kernels that tell their layer, by the direction that they belong to. */
const DIRECTIONS = new Map<string, 'forward' | 'backward'>([
  [CONVOLUTION, 'forward'],
  [CONVOLVE_ACTIVATE, 'forward'],
  [NORMALIZE_ACTIVATE, 'forward'],
  [CONVOLUTION_INPUT_GRADIENT, 'backward'],
  [CONVOLUTION_FILTER_GRADIENT, 'backward'],
  [NORMALIZE_ACTIVATE_GRADIENT, 'backward'],
]);

/**
 * Times every kernel of the current backend while work runs within `during`. Kernels are taken to have ended when they
 * return, which holds for processors; a GPU goes on afterwards. Holds the kernels' places until `dispose`.
 */
export class KernelProfile {
  readonly #backend = tf.getBackend();
  readonly #replaced: readonly tf.KernelConfig[];
  readonly #operations = new Map<string, { calls: number; seconds: number }>();
  readonly #layers = new Map<number, { forward: number; backward: number }>();
  #active = false;
  /** Seconds of the kernels that the running one has called so far. */
  #nested = 0;
  #steps = 0;
  #seconds = 0;

  constructor() {
    this.#replaced = tf.getKernelsForBackend(this.#backend);
    for (const config of this.#replaced)
      this.#replace({ ...config, kernelFunc: this.#timed(config.kernelName, config.kernelFunc) });
  }

  /** Counts the work as one step. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const start = tf.util.now();
    this.#active = true;
    try {
      return await work();
    } finally {
      this.#active = false;
      this.#steps++;
      this.#seconds += (tf.util.now() - start) / 1000;
    }
  }

  /** Operations longest first; a layer's time includes the operations that its kernels call. */
  report(network: Network): StepProfile {
    const shapes = networkShapes(network);
    return {
      steps: this.#steps,
      seconds: this.#seconds,
      operations: [...this.#operations]
        .map(([name, times]) => ({ name, ...times }))
        .sort((a, b) => b.seconds - a.seconds),
      layers: [...this.#layers]
        .map(([layer, times]) => ({
          layer,
          label: layerLabel(network, shapes, layer),
          flops: shapes[layer]!.flops,
          ...times,
        }))
        .sort((a, b) => a.layer - b.layer),
    };
  }

  /** Puts the kernels back. */
  dispose(): void {
    for (const config of this.#replaced) this.#replace(config);
  }

  #replace(config: tf.KernelConfig): void {
    tf.unregisterKernel(config.kernelName, this.#backend);
    tf.registerKernel(config);
  }

  #timed(name: string, run: KernelFunction): KernelFunction {
    return (call) => {
      if (!this.#active) return run(call);
      const outer = this.#nested;
      this.#nested = 0;
      const start = tf.util.now();
      try {
        return run(call);
      } finally {
        const seconds = (tf.util.now() - start) / 1000;
        this.#addOperation(name, seconds - this.#nested);
        const layer = (call.attrs as { layer?: unknown } | undefined)?.layer;
        const direction = DIRECTIONS.get(name);
        if (direction && typeof layer === 'number') this.#addLayer(layer, direction, seconds);
        this.#nested = outer + seconds;
      }
    };
  }

  #addOperation(name: string, seconds: number): void {
    const times = this.#operations.get(name) ?? { calls: 0, seconds: 0 };
    this.#operations.set(name, { calls: times.calls + 1, seconds: times.seconds + seconds });
  }

  #addLayer(layer: number, direction: 'forward' | 'backward', seconds: number): void {
    const times = this.#layers.get(layer) ?? { forward: 0, backward: 0 };
    this.#layers.set(layer, { ...times, [direction]: times[direction] + seconds });
  }
}

function layerLabel(network: Network, shapes: readonly LayerShape[], index: number): string {
  const layer = network.layers[index]!;
  if (layer.kind !== 'convolutional') return layer.kind;
  const { width, height, channels } = shapes[index]!;
  const before = shapes[index - 1]?.channels ?? 3;
  return `${layer.size}x${layer.size}/${layer.stride}, ${before} to ${channels} channels, ${width}x${height}`;
}
