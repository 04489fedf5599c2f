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
import {
  countSurvivors,
  objectCounts,
  splitPrecision,
  type JudgedSurvivors,
  type ObjectCounts,
} from '../../core/metrics/split-recounter.ts';
import { withoutClasses } from '../../core/matching/columns.ts';
import type { ImageRecord } from '../../contract/dataset.ts';
import type { PartPrecision, SplitRecount } from '../../contract/evaluation-calls.ts';
import type { EvaluationSummary, OperatingSettings } from '../../contract/evaluation.ts';
import type { StoredEvaluation } from '../../storage/runs/evaluation-folder.ts';
import { Recent } from '../process/recent.ts';
import { judgementKey, keyOf } from './split-part.ts';
import { SplitParts } from './split-parts.ts';

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
  readonly #parts: SplitParts;
  readonly #counts = new Recent<ObjectCounts>(TABLES_KEPT);
  readonly #survivors = new Recent<Promise<JudgedSurvivors>>(KEPT);
  readonly #AP50 = new Recent<Promise<number>>(PRECISIONS_KEPT);
  readonly #judged = new Recent<JudgedTable>(TABLES_KEPT);

  /** @param parts in how many it is judged at the same time */
  constructor({ candidates, images, classes }: CountedEvaluation, parts?: number) {
    const groundTruth = new Map(images.map((record) => [record.imageId, record.groundTruth]));
    this.#prepared = prepareSplit(candidates, groundTruth, classes);
    this.#parts = new SplitParts(this.#prepared, parts);
  }

  /** Ends its threads once they have answered what they were asked. */
  close(): void {
    this.#parts.close();
  }

  /** Counts, AP50, per-image counts and the score histogram at the settings. */
  async recount(settings: OperatingSettings): Promise<SplitRecount> {
    const startedAt = performance.now();
    const [judged, AP50] = await Promise.all([this.#judgedAt(settings), this.#precisionAt(settings)]);
    const { operatingPoint, images, scoreHistogram } = countSurvivors(
      this.#countsAt(settings),
      judged,
      settings,
    );
    return {
      operatingPoint,
      AP50,
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
  async findThreshold(settings: OperatingSettings, goal: ThresholdGoal): Promise<FoundThreshold | null> {
    const { start, score, outcome } = await this.#judgedAt(settings);
    const counted = outcome.slice();
    // As counting does, at most `maxDetections` of an image.
    for (let image = 0; image + 1 < start.length; image++)
      counted.fill(
        UNJUDGED,
        Math.min(start[image + 1]!, start[image]! + settings.maxDetections),
        start[image + 1],
      );
    const { ofImage } = this.#countsAt(settings);
    return findScoreThreshold(
      { score, outcome: counted, objects: sum(ofImage), images: ofImage.length },
      goal,
    );
  }

  /** AP50 of every branch and anchor alone, and of the network without it. */
  async parts(settings: OperatingSettings): Promise<PartPrecision[]> {
    const { branch, anchor, length } = this.#prepared.table;
    const anchors = new Map<number, Set<number>>();
    for (let row = 0; row < length; row++) {
      const known = anchors.get(branch[row]!);
      if (known === undefined) anchors.set(branch[row]!, new Set([anchor[row]!]));
      else known.add(anchor[row]!);
    }
    const all = [...anchors].flatMap(([b, own]) => [...own].map((a) => [b, a] as const));
    const precisionWithout = (muted: readonly (readonly [number, number])[]): Promise<number> =>
      this.#precisionAt({
        ...settings,
        muted: { branches: [], anchors: muted, classes: settings.muted?.classes ?? [] },
      });
    const part = async (b: number, a: number | null): Promise<PartPrecision> => {
      const isPart = ([otherBranch, otherAnchor]: readonly [number, number]): boolean =>
        otherBranch === b && (a === null || otherAnchor === a);
      return {
        branch: b,
        anchor: a,
        aloneAP50: await precisionWithout(all.filter((other) => !isPart(other))),
        withoutAP50: await precisionWithout(all.filter(isPart)),
      };
    };
    const measured: PartPrecision[] = [];
    for (const [b, own] of [...anchors].sort(([a], [c]) => a - c))
      for (const a of [null, ...[...own].sort((x, y) => x - y)]) measured.push(await part(b, a));
    return measured;
  }

  #precisionAt(settings: OperatingSettings): Promise<number> {
    const at = precisionSettings(settings);
    return remember(this.#AP50, keyOf(at), async () =>
      splitPrecision(this.#countsAt(at), this.#prepared.table.classIndex, await this.#judgedAt(at)),
    );
  }

  #countsAt({ muted }: OperatingSettings): ObjectCounts {
    const { groundTruth, classes } = this.#prepared;
    return this.#counts.getOr(keyOf(muted?.classes), () =>
      objectCounts(withoutClasses(groundTruth, muted?.classes), classes.length),
    );
  }

  #judgedAt(settings: OperatingSettings): Promise<JudgedSurvivors> {
    return remember(this.#survivors, judgementKey(settings), () => this.#parts.judge(settings));
  }
}

/** A promise that is remembered while it may yet be kept, not after it was broken. */
function remember<T>(recent: Recent<Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  return recent.getOr(key, () => {
    const made = make();
    made.catch(() => recent.delete(key));
    return made;
  });
}

/** The settings at which average precision is taken: it knows no score threshold and one match IoU. */
function precisionSettings(settings: OperatingSettings): OperatingSettings {
  return { ...settings, scoreThreshold: 0, matchIouThreshold: COCO_IOU_THRESHOLDS[0]! };
}
