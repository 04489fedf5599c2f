// An evaluation as text: a row per class, COCO's numbers, the counts with their settings, and the errors by kind.
import type { EvaluationSummary, OperatingSettings } from '../../contract/evaluation.ts';
import { ERROR_KINDS } from '../../core/errors/error-kind.ts';
import { ERROR_WORDS } from '../../core/errors/error-words.ts';
import { describeLeftOut } from '../../core/metrics/left-out.ts';
import { formatFraction } from './format.ts';
import { formatTable } from './table.ts';

/** The report of one split. */
export function evaluationReport(summary: EvaluationSummary): string {
  const { coco, operatingPoint: point, classes } = summary;
  const head = ['class', 'objects', 'AP50', 'AP', 'TP', 'FP', 'FN', 'FP/image'];
  const rows = classes.map((row) => [
    row.name,
    String(row.groundTruth),
    formatFraction(row.AP50),
    formatFraction(row.AP),
    String(row.tp),
    String(row.fp),
    String(row.fn),
    (row.fp / Math.max(1, summary.images)).toFixed(2),
  ]);
  const objects = classes.reduce((sum, row) => sum + row.groundTruth, 0);
  const all = [
    'all',
    String(objects),
    formatFraction(coco.AP50),
    formatFraction(coco.AP),
    String(point.tp),
    String(point.fp),
    String(point.fn),
    point.falsePositivesPerImage.toFixed(2),
  ];
  return [
    `${summary.split}: ${summary.images} images`,
    formatTable([head, ...rows, all]),
    `counts at score >= ${point.scoreThreshold}, ${suppressionText(point)}, match IoU ${point.matchIouThreshold}, ` +
      `at most ${point.maxDetections} detections an image: precision ${point.precision.toFixed(3)}, recall ${point.recall.toFixed(3)}`,
    `AP75 ${formatFraction(coco.AP75)}; AP small ${formatFraction(coco.APsmall)}, medium ${formatFraction(coco.APmedium)}, ` +
      `large ${formatFraction(coco.APlarge)}; AR100 ${formatFraction(coco.AR100)}`,
    ...errorReport(summary),
    ...describeLeftOut(summary).flatMap((text) => ['', `warning: ${text}`]),
  ].join('\n');
}

/** An IoU is never above 1. */
function suppressionText({ nmsIouThreshold }: OperatingSettings): string {
  return nmsIouThreshold === 1 ? 'boxes as given, no NMS' : `NMS IoU ${nmsIouThreshold}`;
}

/** Counts of the operating point, and what each kind costs over all scores. Nothing where an earlier version evaluated. */
function errorReport({ errors, operatingPoint: point }: EvaluationSummary): string[] {
  if (!errors) return [];
  const row = (name: string, count: number, { dAP }: { readonly dAP: number }) => [
    name,
    String(count),
    formatFraction(dAP),
  ];
  const kinds = ERROR_KINDS.map((kind) =>
    row(ERROR_WORDS[kind], errors.kinds[kind].countAtOperatingPoint, errors.kinds[kind]),
  );
  return [
    '',
    formatTable([
      ['error', 'count', 'dAP'],
      ...kinds,
      row('all false positives', point.fp, errors.falsePositives),
      row('all not found', point.fn, errors.falseNegatives),
    ]),
    `errors as TIDE defines them, counted as above; dAP: what AP ${formatFraction(errors.AP)} (match IoU ` +
      `${point.matchIouThreshold}, all scores) would gain without them`,
  ];
}
