// The weights of a trained detector in another network: what both share is taken over, layer by layer.
import type { TransferSummary } from '../../contract/run.ts';
import { inputOrigins, type ChannelOrigin } from '../../core/network/channel-origins.ts';
import type { ConvolutionalLayer, Network, YoloLayer } from '../../core/network/layer.ts';
import {
  initialParameters,
  initialStatistics,
  parameterLayout,
  type ParameterLayout,
} from '../network/parameters.ts';
import type { Detector } from '../predict.ts';
import { adaptPrediction, sameHead, type NamedHead } from './adapt-prediction.ts';

/** Starting numbers of a training, flat, as `parameterLayout` lays them out, and where they come from. */
export interface TransferredWeights {
  readonly parameters: Float32Array;
  readonly statistics: Float32Array;
  readonly summary: TransferSummary;
}

/** What is to be trained. */
export interface TransferTarget {
  readonly network: Network;
  readonly classes: readonly string[];
  /** Of the numbers that are new. */
  readonly seed: number;
  /** Start the prediction layers anew instead of adapting them. */
  readonly newHeads?: boolean;
}

/** A layer with its numbers by what they are (filter, bias, scale, offset, mean, variance), as views that can be written. */
interface LayerNumbers {
  readonly layer: ConvolutionalLayer;
  readonly origins: readonly ChannelOrigin[];
  /** The head that it predicts for, if any. */
  readonly head: NamedHead | null;
  readonly numbers: ReadonlyMap<string, Float32Array>;
}

/** Numbers that were taken over of a layer; `whole` where the layer is as it was. */
interface Taken {
  readonly count: number;
  readonly whole: boolean;
}

/**
 * A layer is taken over from the layer of the same role (`Layer.role`), trained numbers and running statistics, where the shapes are
 * equal. Prediction layers are adapted (`adaptPrediction`). Where the input has other channels, filters follow the channels by their
 * origin, and those of new channels are 0: at first the layer gives what it gave. All else starts as in a new training.
 * @param source whose parameters are what predicts (the moving average); its layers have roles
 */
export function transferWeights(source: Detector, target: TransferTarget): TransferredWeights {
  const { network, classes, seed } = target;
  const layout = parameterLayout(network);
  const parameters = initialParameters(network, layout, seed);
  const statistics = initialStatistics(layout);
  const into = layerNumbers(network, layout, classes, parameters, statistics);
  const from = layerNumbers(
    source.network,
    parameterLayout(source.network),
    source.classes,
    source.parameters,
    source.statistics,
  );
  const tally = { whole: 0, adapted: 0, fresh: 0 };
  const [adaptedLayers, freshLayers]: [string[], string[]] = [[], []];
  let taken = 0;
  for (const [role, layer] of into) {
    const found = from.get(role);
    const result = found && !(target.newHeads && layer.head) ? takeOver(found, layer) : null;
    taken += result?.count ?? 0;
    tally[result === null ? 'fresh' : result.whole ? 'whole' : 'adapted'] += layer.numbers.size;
    if (result === null) freshLayers.push(role);
    else if (!result.whole) adaptedLayers.push(role);
  }
  const unusedLayers = [...from.keys()].filter((role) => !into.has(role));
  const share = taken / (layout.parameterCount + layout.statisticCount);
  return { parameters, statistics, summary: { ...tally, share, adaptedLayers, freshLayers, unusedLayers } };
}

/** Copies what fits; null where nothing does. */
function takeOver(from: LayerNumbers, into: LayerNumbers): Taken | null {
  const { layer } = into;
  if (from.layer.size !== layer.size || from.layer.batchNormalize !== layer.batchNormalize) return null;
  if (from.head && into.head) {
    const [trained, fresh] = [predictionNumbers(from), predictionNumbers(into)];
    if (inputsOf(from) !== inputsOf(into)) return null;
    if (!sameHead(from.head, into.head))
      return { count: adaptPrediction(trained, from.head, fresh, into.head), whole: false };
  }
  if (from.layer.filters !== layer.filters) return null;
  const whole = inputsOf(from) === inputsOf(into);
  let count = 0;
  if (!whole) {
    count = followChannels(from, into);
    if (count === 0) return null;
  }
  for (const [name, values] of into.numbers) {
    if (name === 'filter' && !whole) continue;
    values.set(from.numbers.get(name)!);
    count += values.length;
  }
  return { count, whole };
}

/** Copies the filters of input channels that have the same origin in both; 0 for the others. @returns numbers copied */
function followChannels(from: LayerNumbers, into: LayerNumbers): number {
  const [values, trained] = [into.numbers.get('filter')!, from.numbers.get('filter')!];
  const { filters, size } = into.layer;
  const [inputs, oldInputs] = [inputsOf(into), inputsOf(from)];
  const places = new Map<string, { readonly at: number; readonly channels: number }>();
  let at = 0;
  for (const { role, channels } of from.origins) {
    places.set(role, { at, channels });
    at += channels;
  }
  const pairs: (readonly [to: number, from: number, channels: number])[] = [];
  at = 0;
  for (const { role, channels } of into.origins) {
    const place = places.get(role);
    if (place?.channels === channels) pairs.push([at, place.at, channels]);
    at += channels;
  }
  if (pairs.length === 0) return 0;
  values.fill(0);
  let count = 0;
  for (let cell = 0; cell < size * size; cell++)
    for (const [to, start, channels] of pairs) {
      const first = (cell * oldInputs + start) * filters;
      values.set(trained.subarray(first, first + channels * filters), (cell * inputs + to) * filters);
      count += channels * filters;
    }
  return count;
}

const predictionNumbers = ({ numbers }: LayerNumbers) => ({
  filter: numbers.get('filter')!,
  bias: numbers.get('bias')!,
});

/** Channels of a layer's input. Filters are [height, width, inputs, outputs]. */
function inputsOf({ layer, numbers }: LayerNumbers): number {
  return numbers.get('filter')!.length / (layer.size * layer.size * layer.filters);
}

/** The convolutional layers of a network by role, with views of their numbers. */
function layerNumbers(
  network: Network,
  layout: ParameterLayout,
  classes: readonly string[],
  parameters: Float32Array,
  statistics: Float32Array,
): ReadonlyMap<string, LayerNumbers> {
  const origins = inputOrigins(network);
  const numbers = new Map<number, Map<string, Float32Array>>();
  for (const [slots, flat] of [
    [layout.parameters, parameters],
    [layout.statistics, statistics],
  ] as const)
    for (const { name, offset, size } of slots) {
      const [index, kind] = name.split('.') as [string, string];
      const own = numbers.get(Number(index)) ?? new Map<string, Float32Array>();
      numbers.set(Number(index), own.set(kind, flat.subarray(offset, offset + size)));
    }
  const byRole = new Map<string, LayerNumbers>();
  network.layers.forEach((layer, index) => {
    if (layer.kind !== 'convolutional') return;
    byRole.set(layer.role ?? String(index), {
      layer,
      origins: origins[index]!,
      head: headOf(network.layers[index + 1], classes),
      numbers: numbers.get(index)!,
    });
  });
  return byRole;
}

function headOf(next: Network['layers'][number] | undefined, classes: readonly string[]): NamedHead | null {
  if (next?.kind !== 'yolo') return null;
  const { anchors, gaussian }: YoloLayer = next;
  return { anchors, gaussian, classes };
}
