// The image under inspection at given settings, with the marks that count as ground truth.
import type { EvaluationImage } from '../../contract/evaluation-calls.ts';
import type { OperatingSettings } from '../../contract/evaluation.ts';
import * as core from '../../core/inspection/judge-candidates.ts';
import type { Mark } from '../../core/marks/mark.ts';
import { toGroundTruth } from './candidate-columns.ts';

export {
  detectionOf,
  type ImageOutcomes,
  type JudgedDetection,
} from '../../core/inspection/judge-candidates.ts';

/** @param marks of the dataset, those that count as ground truth */
export function judgeCandidates(
  candidates: core.ScoredCandidates,
  image: EvaluationImage,
  settings: OperatingSettings,
  marks: readonly Mark[],
): core.ImageOutcomes {
  return core.judgeCandidates(candidates, toGroundTruth(image, marks), settings);
}
