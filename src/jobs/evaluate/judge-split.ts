// Evaluates a detector on a split: candidates, COCO's numbers, counts at the operating point.
import type { ImageRecord } from '../../contract/dataset.ts';
import type { EvaluationSummary, OperatingSettings } from '../../contract/evaluation.ts';
import type { ValidationMetrics } from '../../contract/job-events.ts';
import type { CandidateTable } from '../../core/decode/candidate-table.ts';
import { evaluateSplit, prepareSplit, type PreparedSplit } from '../../core/metrics/evaluate-split.ts';
import { summarizeNotANumber } from '../../core/metrics/left-out.ts';
import { UserError } from '../../core/user-error.ts';
import { Predictor, type Detector } from '../../engine/predict.ts';
import type { SampleSource } from '../data/sample-source.ts';
import { collectCandidates } from './collect-candidates.ts';

/** A judged split with what it was judged from. */
export interface JudgedSplit {
  readonly summary: EvaluationSummary;
  readonly candidates: CandidateTable;
  readonly prepared: PreparedSplit;
  readonly images: readonly ImageRecord[];
}

export interface JudgeOptions {
  readonly split: string;
  readonly batchSize: number;
  /** Candidates below this score are not kept. */
  readonly scoreFloor: number;
  readonly settings: OperatingSettings;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

/** @param images which ones, in words */
export function noReadableImage(images: string): UserError {
  return new UserError({
    code: 'no-readable-image',
    message: `Not one ${images} image can be decoded.`,
    hint: 'See the warnings above, and `boxwright dataset <folder> --full-decode`.',
  });
}

/** Runs the detector over the records and judges what it finds. @throws UserError when not one can be decoded */
export async function judgeSplit(
  detector: Detector,
  source: SampleSource,
  records: readonly ImageRecord[],
  options: JudgeOptions,
): Promise<JudgedSplit> {
  const predictor = new Predictor(detector);
  try {
    const { candidates, notANumber: counts } = await collectCandidates(predictor, source, records, options);
    // An image that cannot be decoded is no image without detections: it is not judged at all.
    const images = records.filter((record) => !source.unreadable.has(record.imageId));
    if (images.length === 0) throw noReadableImage(options.split);
    const groundTruth = new Map(images.map((record) => [record.imageId, record.groundTruth]));
    const prepared = prepareSplit(candidates, groundTruth, detector.classes);
    const notANumber = summarizeNotANumber(counts);
    return {
      summary: {
        ...evaluateSplit(options.split, prepared, options.settings),
        ...(notANumber && { notANumber }),
      },
      candidates,
      prepared,
      images,
    };
  } finally {
    predictor.dispose();
  }
}

/** The leading numbers of a summary. */
export function leadingMetrics({ split, coco, operatingPoint }: EvaluationSummary): ValidationMetrics {
  const { precision, recall, falsePositivesPerImage } = operatingPoint;
  return { split, AP: coco.AP, AP50: coco.AP50, precision, recall, falsePositivesPerImage };
}
