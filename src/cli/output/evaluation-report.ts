// An evaluation as text: a row per class, COCO's numbers, and the counts with the settings they were taken at.
import type { EvaluationSummary } from '../../contract/evaluation.ts';
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
    `counts at score >= ${point.scoreThreshold}, NMS IoU ${point.nmsIouThreshold}, match IoU ${point.matchIouThreshold}, ` +
      `at most ${point.maxDetections} detections an image: precision ${point.precision.toFixed(3)}, recall ${point.recall.toFixed(3)}`,
    `AP75 ${formatFraction(coco.AP75)}; AP small ${formatFraction(coco.APsmall)}, medium ${formatFraction(coco.APmedium)}, ` +
      `large ${formatFraction(coco.APlarge)}; AR100 ${formatFraction(coco.AR100)}`,
  ].join('\n');
}
