// A stored split counted at other settings, keeping what a moving slider does not change.
import {
  findScoreThreshold,
  type FoundThreshold,
  type ThresholdGoal,
} from '../../core/analysis/find-threshold.ts';
import { judgeTable, type JudgedTable } from '../../core/analysis/judged-table.ts';
import { UNJUDGED } from '../../core/matching/judge.ts';
import { settingsAlone } from '../../core/metrics/operating-point.ts';
import { sum } from '../../core/statistics/sum.ts';
import { COCO_IOU_THRESHOLDS } from '../../core/metrics/coco-parameters.ts';
import { evaluateSplit, prepareSplit, type PreparedSplit } from '../../core/metrics/evaluate-split.ts';
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
import type { PartPrecision, SplitRecount } from '../../contract/evaluation-calls.ts';
import type { EvaluationSummary, OperatingSettings } from '../../contract/evaluation.ts';
import type { StoredEvaluation } from '../../storage/runs/evaluation-folder.ts';
import { Recent } from './recent.ts';

/** Settings of a slider's recent past that are kept. */
const KEPT = 8;
/** Scored tables and compared ground truths are large: the ones in use, and those at the stored settings. */
const TABLES_KEPT = 2;
/** A number each. */
const PRECISIONS_KEPT = 256;

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
  readonly #AP50 = new Recent<number>(PRECISIONS_KEPT);
  readonly #judged = new Recent<JudgedTable>(TABLES_KEPT);

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
      AP50: this.#precisionOf(settings),
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

  /** Every judged box at the settings. */
  judge(settings: OperatingSettings): JudgedTable {
    return this.#judged.getOr(keyOf(settingsAlone(settings)), () => judgeTable(this.#prepared, settings));
  }

  /** The whole report at the settings. */
  report(split: string, settings: OperatingSettings): EvaluationSummary {
    return evaluateSplit(split, this.#prepared, settings);
  }

  /** The score threshold that reaches a goal, all else as in the settings; null where nothing was detected. */
  findThreshold(settings: OperatingSettings, goal: ThresholdGoal): FoundThreshold | null {
    const { start, score } = this.#survivorsAt(settings);
    const outcome = this.#outcomesAt(settings).slice();
    // As counting does, at most `maxDetections` of an image.
    for (let image = 0; image + 1 < start.length; image++)
      outcome.fill(
        UNJUDGED,
        Math.min(start[image + 1]!, start[image]! + settings.maxDetections),
        start[image + 1],
      );
    const { ofImage } = this.#objectsAt(settings);
    return findScoreThreshold({ score, outcome, objects: sum(ofImage), images: ofImage.length }, goal);
  }

  /** AP50 of every branch and anchor alone, and of the network without it. */
  parts(settings: OperatingSettings): PartPrecision[] {
    const { branch, anchor, length } = this.#prepared.table;
    const anchors = new Map<number, Set<number>>();
    for (let row = 0; row < length; row++) {
      const known = anchors.get(branch[row]!);
      if (known === undefined) anchors.set(branch[row]!, new Set([anchor[row]!]));
      else known.add(anchor[row]!);
    }
    const all = [...anchors].flatMap(([b, own]) => [...own].map((a) => [b, a] as const));
    const precisionWithout = (muted: readonly (readonly [number, number])[]): number =>
      this.#precisionOf({
        ...settings,
        muted: { branches: [], anchors: muted, classes: settings.muted?.classes ?? [] },
      });
    const part = (b: number, a: number | null): PartPrecision => {
      const isPart = ([otherBranch, otherAnchor]: readonly [number, number]): boolean =>
        otherBranch === b && (a === null || otherAnchor === a);
      return {
        branch: b,
        anchor: a,
        aloneAP50: precisionWithout(all.filter((other) => !isPart(other))),
        withoutAP50: precisionWithout(all.filter(isPart)),
      };
    };
    return [...anchors]
      .sort(([a], [b]) => a - b)
      .flatMap(([b, own]) => [part(b, null), ...[...own].sort((x, y) => x - y).map((a) => part(b, a))]);
  }

  #precisionOf(settings: OperatingSettings): number {
    return this.#AP50.getOr(keyOf(precisionSettings(settings)), () => this.#measurePrecision(settings));
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
      scoreTable(
        this.#prepared.table,
        { ...(criterion && { criterion }), ...(muted && { muted }) },
        this.#scored.newest(),
      ),
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
