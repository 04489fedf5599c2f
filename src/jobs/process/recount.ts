// A stored split counted at other settings, keeping what a moving slider does not change.
import { COCO_IOU_THRESHOLDS } from '../../core/metrics/coco-parameters.ts';
import { prepareSplit } from '../../core/metrics/evaluate-split.ts';
import { SplitRecounter } from '../../core/metrics/split-recounter.ts';
import type { KeptPositions } from '../../core/nms/suppress-split.ts';
import type { ImageRecord } from '../../contract/dataset.ts';
import type { SplitRecount } from '../../contract/api.ts';
import type { OperatingSettings } from '../../contract/evaluation.ts';
import type { StoredEvaluation } from '../../storage/runs/evaluation-folder.ts';
import { Recent } from './recent.ts';

/** Settings of a slider's recent past that are kept. */
const KEPT = 8;

/** The part of a stored evaluation that is counted. */
interface CountedEvaluation extends Pick<StoredEvaluation, 'candidates' | 'classes'> {
  readonly images: readonly Pick<ImageRecord, 'imageId' | 'groundTruth'>[];
}

/** One evaluation, made ready for recounting. */
export class RecountableSplit {
  readonly #imageIds: readonly string[];
  readonly #recounter: SplitRecounter;
  readonly #kept = new Recent<KeptPositions>(KEPT);
  readonly #outcomes = new Recent<Uint8Array>(KEPT);
  readonly #AP50 = new Recent<number>(KEPT);

  constructor({ candidates, images, classes }: CountedEvaluation) {
    this.#imageIds = candidates.imageIds;
    const groundTruth = new Map(images.map((record) => [record.imageId, record.groundTruth]));
    this.#recounter = new SplitRecounter(prepareSplit(candidates, groundTruth, classes));
  }

  /** Counts, AP50, per-image counts and the score histogram at the settings. */
  recount(settings: OperatingSettings): SplitRecount {
    const startedAt = performance.now();
    const { nmsIouThreshold, maxDetections, matchIouThreshold } = settings;
    const suppression = `${nmsIouThreshold} ${maxDetections}`;
    const recounter = this.#recounter;
    const kept = this.#kept.getOr(suppression, () => recounter.keep(nmsIouThreshold, maxDetections));
    const judge = (threshold: number) =>
      this.#outcomes.getOr(`${suppression} ${threshold}`, () => recounter.judge(kept, threshold));
    const { operatingPoint, images, scoreHistogram } = recounter.count(
      kept,
      judge(matchIouThreshold),
      settings,
    );
    return {
      operatingPoint,
      AP50: this.#AP50.getOr(suppression, () =>
        recounter.averagePrecision(kept, judge(COCO_IOU_THRESHOLDS[0]!)),
      ),
      images: this.#imageIds.map((imageId, i) => ({
        imageId,
        tp: images.tp[i]!,
        fp: images.fp[i]!,
        fn: images.objects[i]! - images.tp[i]!,
        groundTruth: images.objects[i]!,
      })),
      scoreHistogram,
      milliseconds: performance.now() - startedAt,
    };
  }
}
