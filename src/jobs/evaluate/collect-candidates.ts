// A detector over images: candidates before suppression, image by image.
import type { ImageRecord } from '../../contract/dataset.ts';
import type { CandidateTable } from '../../core/decode/candidate-table.ts';
import { createCandidateBuilder } from '../../core/decode/decode-head.ts';
import type { Predictor } from '../../engine/predict.ts';
import type { SampleSource } from '../data/sample-source.ts';

export interface CollectOptions {
  readonly batchSize: number;
  readonly scoreFloor: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

/** What a detector gave. */
export interface CollectedCandidates {
  /** At or above the floor, in the order of the records. */
  readonly candidates: CandidateTable;
  /** Candidates that are no numbers, by imageId. */
  readonly notANumber: ReadonlyMap<string, number>;
}

/** Runs the detector over all records. */
export async function collectCandidates(
  predictor: Predictor,
  source: SampleSource,
  records: readonly ImageRecord[],
  options: CollectOptions,
): Promise<CollectedCandidates> {
  const builder = createCandidateBuilder(options.scoreFloor);
  let done = 0;
  for await (const batch of source.batches(records, options.batchSize)) {
    options.signal.throwIfAborted();
    if (batch.length === 0) continue; // not one of its images could be decoded
    const outputs = await predictor.predict(batch.map((sample) => sample.pixels));
    batch.forEach((sample, i) => {
      builder.beginImage(sample.record.imageId);
      predictor.heads.forEach((head, branch) => {
        builder.addHead(outputs[i]![branch]!, head, branch, sample.letterbox);
      });
    });
    done += batch.length;
    options.onProgress?.(done);
  }
  return { candidates: builder.build(), notANumber: builder.notANumber };
}
