// A stored split counted at other settings, keeping what a moving slider does not change.
import { COCO_IOU_THRESHOLDS } from '../../core/metrics/coco-parameters.ts';
import { prepareSplit, type PreparedSplit } from '../../core/metrics/evaluate-split.ts';
import { withoutClasses } from '../../core/matching/columns.ts';
import {
  countSurvivors,
  judgeSurvivors,
  keepForCounting,
  splitObjects,
  splitPrecision,
  type SplitObjects,
} from '../../core/metrics/split-recounter.ts';
import { dependsOnWeakCandidates, GREEDY } from '../../core/nms/rule.ts';
import { scoreTable, type ScoredTable } from '../../core/nms/scored-table.ts';
import type { Survivors } from '../../core/nms/suppress-split.ts';
import type { ImageRecord } from '../../contract/dataset.ts';
import type { SplitRecount } from '../../contract/api.ts';
import type { OperatingSettings } from '../../contract/evaluation.ts';
import type { StoredEvaluation } from '../../storage/runs/evaluation-folder.ts';
import { Recent } from './recent.ts';

/** Settings of a slider's recent past that are kept. */
const KEPT = 8;
/** Scored tables and compared ground truths are large: the ones in use, and those at the stored settings. */
const TABLES_KEPT = 2;

/** The part of a stored evaluation that is counted. */
interface CountedEvaluation extends Pick<StoredEvaluation, 'candidates' | 'classes'> {
  readonly images: readonly Pick<ImageRecord, 'imageId' | 'groundTruth'>[];
}

/** One evaluation, made ready for recounting. */
export class RecountableSplit {
  readonly #prepared: PreparedSplit;
  readonly #objects = new Recent<SplitObjects>(TABLES_KEPT);
  readonly #scored = new Recent<ScoredTable>(TABLES_KEPT);
  readonly #survivors = new Recent<Survivors>(KEPT);
  readonly #outcomes = new Recent<Uint8Array>(KEPT);
  readonly #AP50 = new Recent<number>(KEPT);

  constructor({ candidates, images, classes }: CountedEvaluation) {
    const groundTruth = new Map(images.map((record) => [record.imageId, record.groundTruth]));
    this.#prepared = prepareSplit(candidates, groundTruth, classes);
  }

  /** Counts, AP50, per-image counts and the score histogram at the settings. */
  recount(settings: OperatingSettings): SplitRecount {
    const startedAt = performance.now();
    const objects = this.#objectsAt(settings);
    const { operatingPoint, images, scoreHistogram } = countSurvivors(
      objects,
      this.#survivorsAt(settings),
      this.#outcomesAt(settings),
      settings,
    );
    return {
      operatingPoint,
      AP50: this.#AP50.getOr(keyOf(precisionSettings(settings)), () => this.#measurePrecision(settings)),
      images: this.#prepared.table.imageIds.map((imageId, i) => ({
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

  #measurePrecision(settings: OperatingSettings): number {
    const at = precisionSettings(settings);
    return splitPrecision(
      this.#objectsAt(at),
      this.#scoredAt(at),
      this.#survivorsAt(at),
      this.#outcomesAt(at),
    );
  }

  #objectsAt({ muted }: OperatingSettings): SplitObjects {
    const { table, groundTruth, classes } = this.#prepared;
    return this.#objects.getOr(keyOf(muted?.classes), () =>
      splitObjects(table, withoutClasses(groundTruth, muted?.classes), classes.length),
    );
  }

  #scoredAt({ criterion, muted }: OperatingSettings): ScoredTable {
    return this.#scored.getOr(keyOf([criterion, muted]), () =>
      scoreTable(this.#prepared.table, { ...(criterion && { criterion }), ...(muted && { muted }) }),
    );
  }

  #survivorsAt(settings: OperatingSettings): Survivors {
    return this.#survivors.getOr(suppressionKey(settings), () =>
      keepForCounting(this.#scoredAt(settings), settings),
    );
  }

  #outcomesAt(settings: OperatingSettings): Uint8Array {
    return this.#outcomes.getOr(`${suppressionKey(settings)} ${settings.matchIouThreshold}`, () =>
      judgeSurvivors(
        this.#objectsAt(settings),
        this.#scoredAt(settings),
        this.#survivorsAt(settings),
        settings.matchIouThreshold,
      ),
    );
  }
}

/** The settings at which average precision is taken: it knows no score threshold and one match IoU. */
function precisionSettings(settings: OperatingSettings): OperatingSettings {
  return { ...settings, scoreThreshold: 0, matchIouThreshold: COCO_IOU_THRESHOLDS[0]! };
}

/** What survivors depend on. */
function suppressionKey(settings: OperatingSettings): string {
  const { nmsIouThreshold, maxDetections, scoreThreshold, suppression = GREEDY, criterion, muted } = settings;
  const weak = dependsOnWeakCandidates(suppression) ? scoreThreshold : null;
  return keyOf([nmsIouThreshold, maxDetections, weak, suppression, criterion, muted]);
}

const keyOf = (value: unknown): string => JSON.stringify(value ?? null);
