// A run's network on one image, for who looks at what lies before the candidates.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectnessMaps } from '../../contract/evaluation-calls.ts';
import type { ImageRecord } from '../../contract/dataset.ts';
import { sigmoid } from '../../core/decode/decode-head.ts';
import { createLetterbox } from '../../core/letterbox/letterbox.ts';
import { channelLayout, channelsPerAnchor } from '../../core/network/layer.ts';
import type { HeadShape } from '../../core/network/shapes.ts';
import { Predictor, type Detector } from '../../engine/predict.ts';
import { prepareInput } from '../../storage/images/prepare-input.ts';
import { RunFolder } from '../../storage/runs/run-folder.ts';
import { startEngine } from '../engine/start-engine.ts';
import { bestCheckpoint } from '../../storage/runs/run-weights.ts';
import { loadDetector } from '../evaluate/evaluate-run.ts';
import { packNumbers } from './pack-numbers.ts';

interface Held {
  readonly runDirectory: string;
  /** A training goes on writing better weights. */
  readonly checkpointTime: number;
  readonly detector: Detector;
  readonly predictor: Predictor;
}

/** Runs networks; the last one that was used stays loaded. */
export class ForwardPass {
  #held: Held | null = null;

  /** Objectness of every cell and anchor of one image. @throws UserError for a run without weights, an image that cannot be read */
  async objectness(runDirectory: string, datasetRoot: string, record: ImageRecord): Promise<ObjectnessMaps> {
    const { detector, predictor } = await this.#load(runDirectory);
    const letterbox = createLetterbox(record, detector.network.input);
    const pixels = await prepareInput(join(datasetRoot, record.file), letterbox);
    const start = performance.now();
    const [outputs] = await predictor.predict([pixels]);
    const milliseconds = performance.now() - start;
    return { branches: predictor.heads.map((head, i) => mapsOf(head, outputs![i]!)), milliseconds };
  }

  async #load(runDirectory: string): Promise<Held> {
    const folder = new RunFolder(runDirectory);
    const file = folder.checkpointPath(await bestCheckpoint(folder));
    const checkpointTime = (await stat(file).catch(() => null))?.mtimeMs ?? 0;
    if (this.#held?.runDirectory === runDirectory && this.#held.checkpointTime === checkpointTime)
      return this.#held;
    const detector = await loadDetector(folder);
    await startEngine('auto');
    this.#held?.predictor.dispose();
    this.#held = { runDirectory, checkpointTime, detector, predictor: new Predictor(detector) };
    return this.#held;
  }
}

/** Probabilities of one head, anchor by anchor. @param logits [gridHeight, gridWidth, anchors, channels] */
function mapsOf(
  { stride, gridWidth, gridHeight, layer }: HeadShape,
  logits: Float32Array,
): ObjectnessMaps['branches'][number] {
  const channels = channelsPerAnchor(layer);
  const { objectness } = channelLayout(layer.gaussian);
  const anchors = layer.anchors.length;
  const cells = gridWidth * gridHeight;
  return {
    stride,
    gridWidth,
    gridHeight,
    anchors: layer.anchors.map((_, anchor) =>
      packNumbers(
        Float32Array.from({ length: cells }, (_cell, cell) =>
          sigmoid(logits[(cell * anchors + anchor) * channels + objectness]!),
        ),
      ),
    ),
  };
}
