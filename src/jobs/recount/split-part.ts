// A part of a split, or all of it, suppressed and judged at any settings: the steps that take images one by one.
import { withoutClasses } from '../../core/matching/columns.ts';
import type { PreparedSplit } from '../../core/metrics/evaluate-split.ts';
import {
  judgeSurvivors,
  keepForCounting,
  splitObjects,
  type JudgedSurvivors,
  type SplitObjects,
} from '../../core/metrics/split-recounter.ts';
import { dependsOnWeakCandidates, GREEDY } from '../../core/nms/rule.ts';
import { scoreTable, type ScoredTable } from '../../core/nms/scored-table.ts';
import type { Survivors } from '../../core/nms/suppress-split.ts';
import type { OperatingSettings } from '../../contract/evaluation.ts';
import { Recent } from '../process/recent.ts';

/** Settings of a slider's recent past that are kept. */
const KEPT = 8;
/** Scored tables and compared ground truths are large: the ones in use, and those at the stored settings. */
const TABLES_KEPT = 2;

/** Remembers of each step what the next change of the settings is likely to leave as it is. */
export class SplitPart {
  readonly #prepared: PreparedSplit;
  readonly #objects = new Recent<SplitObjects>(TABLES_KEPT);
  readonly #scored = new Recent<ScoredTable>(TABLES_KEPT);
  readonly #survivors = new Recent<Survivors>(KEPT);

  constructor(prepared: PreparedSplit) {
    this.#prepared = prepared;
  }

  judge(settings: OperatingSettings): JudgedSurvivors {
    const scored = this.#scoredAt(settings);
    const survivors = this.#survivorsAt(scored, settings);
    return judgeSurvivors(this.#objectsAt(settings), scored, survivors, settings.matchIouThreshold);
  }

  #objectsAt({ muted }: OperatingSettings): SplitObjects {
    const { table, groundTruth } = this.#prepared;
    return this.#objects.getOr(keyOf(muted?.classes), () =>
      splitObjects(table, withoutClasses(groundTruth, muted?.classes)),
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

  #survivorsAt(scored: ScoredTable, settings: OperatingSettings): Survivors {
    return this.#survivors.getOr(suppressionKey(settings), () => keepForCounting(scored, settings));
  }
}

/** What a `JudgedSurvivors` depends on. */
export const judgementKey = (settings: OperatingSettings): string =>
  `${suppressionKey(settings)} ${settings.matchIouThreshold}`;

/** What survivors depend on. */
function suppressionKey(settings: OperatingSettings): string {
  const { nmsIouThreshold, maxDetections, scoreThreshold, suppression = GREEDY, criterion, muted } = settings;
  const weak = dependsOnWeakCandidates(suppression) ? scoreThreshold : null;
  return keyOf([nmsIouThreshold, maxDetections, weak, suppression, criterion, muted]);
}

/** Settings, or some of them, as the key of what is remembered. */
export const keyOf = (value: unknown): string => JSON.stringify(value ?? null);
