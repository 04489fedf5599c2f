// A stored split counted at other settings, keeping what a moving slider does not change.
import { countOutcomes, outcomeRates } from '../../core/metrics/operating-point.ts';
import {
  cocoDetections,
  prepareSplit,
  recountSplit,
  type PreparedSplit,
  type SplitCount,
} from '../../core/metrics/evaluate-split.ts';
import { evaluateCoco } from '../../core/metrics/coco.ts';
import { COUNTED } from '../../core/matching/columns.ts';
import { FALSE_POSITIVE, TRUE_POSITIVE } from '../../core/matching/judge.ts';
import type { ImageRecord } from '../../contract/dataset.ts';
import type { SplitRecount } from '../../contract/api.ts';
import type { OperatingSettings } from '../../contract/evaluation.ts';
import type { StoredEvaluation } from '../../storage/runs/evaluation-folder.ts';
import { Recent } from './recent.ts';

/** Bins of the score histogram over [0, 1]. */
const SCORE_BINS = 25;
/** Settings of a slider's recent past that are kept. */
const KEPT = 8;

/** The part of a stored evaluation that is counted. */
interface CountedEvaluation extends Pick<StoredEvaluation, 'candidates' | 'classes'> {
  readonly images: readonly Pick<ImageRecord, 'imageId' | 'groundTruth'>[];
}

/** One evaluation, made ready for recounting. */
export class RecountableSplit {
  readonly #imageIds: readonly string[];
  readonly #prepared: PreparedSplit;
  /** Judgements of all detections whatever their score; the score slider only counts them anew. */
  readonly #judged = new Recent<SplitCount>(KEPT);
  readonly #AP50 = new Recent<number>(KEPT);

  constructor({ candidates, images, classes }: CountedEvaluation) {
    this.#imageIds = candidates.imageIds;
    const groundTruth = new Map(images.map((record) => [record.imageId, record.groundTruth]));
    this.#prepared = prepareSplit(candidates, groundTruth, classes);
  }

  /** Counts, AP50, per-image counts and the score histogram at the settings. */
  recount(settings: OperatingSettings): SplitRecount {
    const startedAt = performance.now();
    const { groundTruth, classes } = this.#prepared;
    const { detections, judgement } = this.#judge(settings);
    const { total } = countOutcomes(
      groundTruth,
      detections,
      judgement,
      settings.scoreThreshold,
      classes.length,
    );
    const { scoreThreshold, nmsIouThreshold, matchIouThreshold, maxDetections } = settings;
    return {
      operatingPoint: {
        scoreThreshold,
        nmsIouThreshold,
        matchIouThreshold,
        maxDetections,
        ...total,
        ...outcomeRates(total, groundTruth.images),
      },
      AP50: this.#averagePrecision(nmsIouThreshold),
      ...this.#countPerImage(settings),
      milliseconds: performance.now() - startedAt,
    };
  }

  #judge({ nmsIouThreshold, matchIouThreshold, maxDetections }: OperatingSettings): SplitCount {
    const key = `${nmsIouThreshold} ${matchIouThreshold} ${maxDetections}`;
    let judged = this.#judged.get(key);
    if (!judged) {
      const settings = { scoreThreshold: 0, nmsIouThreshold, matchIouThreshold, maxDetections };
      judged = recountSplit(this.#prepared, settings);
      this.#judged.set(key, judged);
    }
    return judged;
  }

  /** COCO's AP at IoU 0.5 depends on the suppression alone. */
  #averagePrecision(nmsIouThreshold: number): number {
    const key = String(nmsIouThreshold);
    let value = this.#AP50.get(key);
    if (value === undefined) {
      const { scored, groundTruth, classes } = this.#prepared;
      const detections = cocoDetections(scored, nmsIouThreshold);
      value = evaluateCoco(groundTruth, detections, classes.length).metrics.AP50;
      this.#AP50.set(key, value);
    }
    return value;
  }

  #countPerImage(settings: OperatingSettings): Pick<SplitRecount, 'images' | 'scoreHistogram'> {
    const { detections, judgement } = this.#judge(settings);
    const { groundTruth } = this.#prepared;
    const images = this.#imageIds.map((imageId) => ({ imageId, tp: 0, fp: 0, fn: 0, groundTruth: 0 }));
    const bins = () => new Array<number>(SCORE_BINS).fill(0);
    const histogram = { tp: bins(), fp: bins() };
    for (let i = 0; i < detections.length; i++) {
      const outcome = judgement.outcome[i];
      if (outcome !== TRUE_POSITIVE && outcome !== FALSE_POSITIVE) continue;
      const kind = outcome === TRUE_POSITIVE ? 'tp' : 'fp';
      const score = detections.score[i]!;
      histogram[kind][Math.min(SCORE_BINS - 1, Math.floor(score * SCORE_BINS))]!++;
      if (score >= settings.scoreThreshold) images[detections.image[i]!]![kind]++;
    }
    images.forEach((image, index) => {
      for (let g = groundTruth.start[index]!; g < groundTruth.start[index + 1]!; g++) {
        if (groundTruth.ignore[g] === COUNTED) image.groundTruth++;
      }
      image.fn = image.groundTruth - image.tp;
    });
    return { images, scoreHistogram: histogram };
  }
}
