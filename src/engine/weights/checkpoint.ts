// Checkpoints: a detector, alone or with what resuming its training needs, as safetensors.
import type { Network } from '../../core/network/layer.ts';
import { UserError } from '../../core/user-error.ts';
import { parameterLayout, type ParameterLayout, type Slot } from '../network/parameters.ts';
import type { PixelStatistics } from '../pixels.ts';
import type { Detector } from '../predict.ts';
import type { TrainerState } from '../train/trainer.ts';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.ts';

/** Everything but the numbers, stored as JSON in the file's metadata. */
interface Description {
  readonly format: 1;
  readonly network: Network;
  readonly classes: readonly string[];
  readonly pixels: PixelStatistics;
  /** Steps taken; present where training can go on. */
  readonly step?: number;
}

/** What a file holds. */
export interface Checkpoint {
  readonly detector: Detector;
  /** Null in checkpoints that only predict. */
  readonly training: TrainerState | null;
}

/** Vectors that only resuming needs. */
const TRAINING_VECTORS = ['parameters', 'first', 'second'] as const;

/** A detector with the averaged weights; with `resumable`, also the optimizer's numbers. */
export function encodeCheckpoint(
  about: Pick<Detector, 'network' | 'classes' | 'pixels'>,
  state: TrainerState,
  resumable: boolean,
): Uint8Array<ArrayBuffer> {
  const layout = parameterLayout(about.network);
  const tensors = new Map<string, StoredTensor>();
  addSlots(tensors, layout.parameters, state.average);
  addSlots(tensors, layout.statistics, state.statistics);
  if (resumable)
    for (const name of TRAINING_VECTORS)
      tensors.set(`training.${name}`, { shape: [state[name].length], values: state[name] });
  const { network, classes, pixels } = about;
  const description: Description = {
    format: 1,
    network,
    classes,
    pixels,
    ...(resumable ? { step: state.step } : {}),
  };
  return encodeSafetensors({ tensors, metadata: { boxwright: JSON.stringify(description) } });
}

/** Reads a checkpoint. @param source the file's name, for messages. @throws UserError when it is not one of ours. */
export function decodeCheckpoint(bytes: Uint8Array, source: string): Checkpoint {
  try {
    const { tensors, metadata } = decodeSafetensors(bytes);
    if (metadata.boxwright === undefined)
      throw new Error('It has no description of a network (metadata "boxwright").');
    const { network, classes, pixels, step } = JSON.parse(metadata.boxwright) as Description;
    const layout = parameterLayout(network);
    const parameters = collectSlots(tensors, layout.parameters, layout.parameterCount);
    const statistics = collectSlots(tensors, layout.statistics, layout.statisticCount);
    const detector = { network, classes, pixels, parameters, statistics };
    return { detector, training: step === undefined ? null : trainingState(tensors, layout, detector, step) };
  } catch (error) {
    throw new UserError({
      code: 'checkpoint-unreadable',
      message: `${source} is not a checkpoint that can be read. ${error instanceof Error ? error.message : String(error)}`,
      hint: 'Choose a file from the checkpoints folder of a run.',
    });
  }
}

function trainingState(
  tensors: ReadonlyMap<string, StoredTensor>,
  layout: ParameterLayout,
  detector: Detector,
  step: number,
): TrainerState {
  const vector = (name: (typeof TRAINING_VECTORS)[number]) => {
    const stored = tensors.get(`training.${name}`);
    if (!stored || (stored.values.length !== layout.parameterCount && stored.values.length !== 0))
      throw new Error(`Its vector training.${name} does not fit the network.`);
    return stored.values;
  };
  return {
    step,
    average: detector.parameters,
    statistics: detector.statistics,
    parameters: vector('parameters'),
    first: vector('first'),
    second: vector('second'),
  };
}

function addSlots(tensors: Map<string, StoredTensor>, slots: readonly Slot[], flat: Float32Array): void {
  for (const { name, shape, offset, size } of slots)
    tensors.set(name, { shape, values: flat.subarray(offset, offset + size) });
}

function collectSlots(
  tensors: ReadonlyMap<string, StoredTensor>,
  slots: readonly Slot[],
  count: number,
): Float32Array {
  const flat = new Float32Array(count);
  for (const { name, size, offset } of slots) {
    const stored = tensors.get(name);
    if (stored?.values.length !== size)
      throw new Error(`Tensor "${name}" has ${stored?.values.length ?? 0} numbers; ${size} are expected.`);
    flat.set(stored.values, offset);
  }
  return flat;
}
