// The error table of a summary: what TIDE says of all detections, beside the counts at the operating point.
import { countErrors } from '../errors/count-errors.ts';
import { recordKinds, type ErrorKind } from '../errors/error-kind.ts';
import { findErrors } from '../errors/find-errors.ts';
import type { ErrorImpacts, TideErrors } from '../errors/tide.ts';
import type { DetectionColumns, GroundTruthColumns } from '../matching/columns.ts';
import type { Judgement } from '../matching/judge.ts';
import { sum } from '../statistics/sum.ts';
import type { ErrorSummary, OperatingSettings } from './summary.ts';

function combine(
  { AP, kinds, falsePositives, falseNegatives }: ErrorImpacts,
  atOperatingPoint: Record<ErrorKind, number>,
): ErrorSummary {
  return {
    AP,
    kinds: recordKinds((_, name) => ({ ...kinds[name], countAtOperatingPoint: atOperatingPoint[name] })),
    falsePositives: { ...falsePositives },
    falseNegatives: { ...falseNegatives },
  };
}

/**
 * Of all classes together, and of each. Counts at the operating point are of the same false positives and misses as its FP and
 * FN: kinds but `missed` add up to FP.
 * @param judgement of the detections, at the settings' match IoU threshold and any score threshold up to theirs.
 * @param tide of the detections that COCO's numbers are taken from.
 */
export function summarizeErrors(
  groundTruth: GroundTruthColumns,
  detections: DetectionColumns,
  judgement: Judgement,
  tide: TideErrors,
  settings: OperatingSettings,
): { readonly all: ErrorSummary; readonly classes: readonly ErrorSummary[] } {
  const { scoreThreshold } = settings;
  const errors = findErrors(groundTruth, detections, judgement, settings, scoreThreshold);
  const classCount = tide.classes.length;
  const counts = countErrors(groundTruth, detections, judgement, errors, classCount, scoreThreshold);
  return {
    all: combine(
      tide,
      recordKinds((kind) => sum(counts[kind]!)),
    ),
    classes: tide.classes.map((own, c) =>
      combine(
        own,
        recordKinds((kind) => counts[kind]![c]!),
      ),
    ),
  };
}
