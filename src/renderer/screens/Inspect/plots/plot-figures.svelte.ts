// The figures of the plots' view, each from what it depends on: a slider that moves draws anew what it changes.
import { confusionMatrix } from '../../../../core/analysis/confusion.ts';
import { scoreReliability } from '../../../../core/analysis/score-reliability.ts';
import { sigmaReliability } from '../../../../core/analysis/sigma-reliability.ts';
import type { EvaluationSummary } from '../../../../contract/evaluation.ts';
import { breakdownRows, countParts } from '../../../../plots/breakdown.ts';
import { confusionFigure } from '../../../../plots/figures/confusion.ts';
import { errorKindsFigure } from '../../../../plots/figures/error-kinds.ts';
import { partErrorsFigure } from '../../../../plots/figures/part-errors.ts';
import { precisionRecallFigure } from '../../../../plots/figures/precision-recall.ts';
import { scoreHistogramFigure } from '../../../../plots/figures/score-histogram.ts';
import { scoreReliabilityFigure } from '../../../../plots/figures/score-reliability.ts';
import { sigmaReliabilityFigure } from '../../../../plots/figures/sigma-reliability.ts';
import { settingsText } from '../../../../plots/words.ts';
import type { JudgedSplit } from '../../../state/judged-split.svelte.ts';
import { sameReport } from '../../../state/report-settings.ts';
import { sameSettings } from '../../../state/settings-route.ts';
import type { SplitAnswer } from '../../../state/split-answer.svelte.ts';
import type { SplitEvaluation } from '../../../state/split-evaluation.svelte.ts';

/** Each figure is null while what it shows is not known. */
export class PlotFigures {
  readonly #evaluation: SplitEvaluation;
  readonly #judged: JudgedSplit;
  readonly #report: SplitAnswer<EvaluationSummary>;

  constructor(evaluation: SplitEvaluation, judged: JudgedSplit, report: SplitAnswer<EvaluationSummary>) {
    this.#evaluation = evaluation;
    this.#judged = judged;
    this.#report = report;
  }

  readonly #table = $derived.by(() => this.#judged.value?.table ?? null);
  readonly #classes = $derived.by(() => this.#judged.value?.classes ?? []);
  /** Whether the network says how sure it is of its boxes; false until it is known. */
  readonly isGaussian = $derived.by(() => this.#evaluation.details.value?.recipe?.network.gaussian ?? false);
  /** Until the report is there, the stored one serves where nothing was changed. */
  readonly summary = $derived.by(
    () => this.#report.value ?? (this.#evaluation.changed ? null : this.#evaluation.summary.value),
  );

  /** Whether what is shown belongs to other settings than those chosen. */
  readonly judgedStale = $derived.by(
    () =>
      this.#judged.value !== null && !sameSettings(this.#judged.value.settings, this.#evaluation.settings),
  );
  readonly reportStale = $derived.by(() => {
    const { settings } = this.#evaluation;
    return this.summary !== null && settings !== null && !sameReport(this.summary.operatingPoint, settings);
  });
  /** What precision and recall were taken at; the dots are where the classes stand. */
  readonly curveSettings = $derived.by(() => {
    const dots = this.#judged.value?.settings.scoreThreshold;
    if (this.summary === null || dots === undefined) return '';
    const curves = settingsText(this.summary.operatingPoint, ['scoreThreshold', 'matchIouThreshold']);
    return `${curves} · match IoU 0.50 · dots at score ${dots.toFixed(2)}`;
  });

  readonly #byClass = $derived.by(() =>
    this.#table === null
      ? null
      : breakdownRows(this.#table, 'class', { classes: this.#classes, branches: [] }),
  );
  readonly errors = $derived.by(() => {
    const counts = this.#byClass
      ?.map(({ kinds }) => kinds)
      .reduce((sum, kinds) => sum.map((count, i) => count + kinds[i]!));
    if (this.summary?.errors === undefined || counts === undefined) return null;
    return errorKindsFigure(this.summary.errors, counts);
  });
  readonly confusion = $derived.by(() =>
    this.#table === null
      ? null
      : confusionFigure(confusionMatrix(this.#table, this.#classes.length), this.#classes),
  );
  readonly precisionRecall = $derived.by(() => {
    const counts = this.#byClass;
    const settings = this.#judged.value?.settings;
    if (this.summary === null || counts === null || settings === undefined) return null;
    const classes = this.summary.classes.map((one, i) => {
      const { tp = 0, fp = 0, missed = 0 } = counts[i] ?? {};
      return { ...one, tp, fp, fn: missed ?? 0 };
    });
    return precisionRecallFigure(classes, settings);
  });
  readonly histogram = $derived.by(() => {
    const { recount, settings } = this.#evaluation;
    if (recount === null || settings === null) return null;
    return scoreHistogramFigure(recount.scoreHistogram, settings.scoreThreshold);
  });
  readonly scores = $derived.by(() =>
    this.#table === null ? null : scoreReliabilityFigure(scoreReliability(this.#table)),
  );
  readonly #sigma = $derived.by(() => (this.#table === null ? null : sigmaReliability(this.#table)));
  readonly sigma = $derived.by(() => (this.#sigma === null ? null : sigmaReliabilityFigure(this.#sigma)));
  /** Why there is nothing to say of sigma; undefined where there is. */
  readonly sigmaAbsent = $derived.by(() =>
    this.#table !== null && this.#sigma === null ? 'No true positive to measure sigma against.' : undefined,
  );
  readonly parts = $derived.by(() => {
    const { branches } = this.#evaluation;
    if (this.#table === null || branches.length === 0) return null;
    return partErrorsFigure(branches, countParts(this.#table));
  });
}
