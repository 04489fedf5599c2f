// The figures of the plots' view, each from what it depends on: a slider that moves draws anew what it changes.
import type { EvaluationSummary } from '../../../../contract/evaluation.ts';
import { scoreHistogramFigure } from '../../../../plots/figures/score-histogram.ts';
import {
  countClasses,
  curveSettingsText,
  SIGMA_ABSENT,
  splitConfusionFigure,
  splitErrorsFigure,
  splitPartsFigure,
  splitPrecisionRecallFigure,
  splitScoresFigure,
  splitSigmaFigure,
} from '../../../../plots/split-figures.ts';
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
    const dots = this.#judged.value?.settings;
    return this.summary === null || dots === undefined ? '' : curveSettingsText(this.summary, dots);
  });

  readonly #byClass = $derived.by(() =>
    this.#table === null ? null : countClasses(this.#table, this.#classes),
  );
  readonly errors = $derived.by(() =>
    this.summary === null || this.#byClass === null ? null : splitErrorsFigure(this.summary, this.#byClass),
  );
  readonly confusion = $derived.by(() =>
    this.#table === null ? null : splitConfusionFigure(this.#table, this.#classes),
  );
  readonly precisionRecall = $derived.by(() => {
    const settings = this.#judged.value?.settings;
    if (this.summary === null || this.#byClass === null || settings === undefined) return null;
    return splitPrecisionRecallFigure(this.summary, this.#byClass, settings);
  });
  readonly histogram = $derived.by(() => {
    const { recount, settings } = this.#evaluation;
    if (recount === null || settings === null) return null;
    return scoreHistogramFigure(recount.scoreHistogram, settings.scoreThreshold);
  });
  readonly scores = $derived.by(() => (this.#table === null ? null : splitScoresFigure(this.#table)));
  readonly sigma = $derived.by(() => (this.#table === null ? null : splitSigmaFigure(this.#table)));
  /** Why there is nothing to say of sigma; undefined where there is. */
  readonly sigmaAbsent = $derived.by(() =>
    this.#table !== null && this.sigma === null ? SIGMA_ABSENT : undefined,
  );
  readonly parts = $derived.by(() =>
    this.#table === null ? null : splitPartsFigure(this.#table, this.#evaluation.branches),
  );
}
