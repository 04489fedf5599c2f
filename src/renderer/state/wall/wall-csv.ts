// Crops of the wall as a table.
import { formatCsv } from '../../../plots/csv.ts';
import type { WallBox } from './wall-box.ts';
import type { Branches } from './wall-words.ts';

const HEADING = [
  'image',
  'outcome',
  'kind',
  'class',
  'score',
  'x1',
  'y1',
  'x2',
  'y2',
  'object',
  'iou',
  'stride',
  'anchor width',
  'anchor height',
  'sigma',
  'brightness',
];

const OUTCOMES = { tp: 'true positive', fp: 'false positive', missed: 'missed' };

/** A line a box, in their order. Boxes in image px, anchors in input px, brightness as mean luma in [0, 255]. */
export function wallAsCsv(
  boxes: readonly WallBox[],
  branches: Branches,
  brightnessOf: (row: number) => number | null,
): string {
  const lines = boxes.map((judged) => {
    const { box, about } = judged;
    const branch = judged.branch === null ? undefined : branches[judged.branch];
    const anchor = judged.anchor === null ? undefined : branch?.anchors[judged.anchor];
    return [
      judged.imageId,
      OUTCOMES[judged.outcome],
      judged.kind,
      judged.className,
      round(judged.score, 4),
      ...[box.x1, box.y1, box.x2, box.y2].map((side) => round(side, 1)),
      about?.className ?? null,
      about === null ? null : round(about.iou, 4),
      branch?.stride ?? null,
      round(anchor?.[0] ?? null, 1),
      round(anchor?.[1] ?? null, 1),
      round(judged.sigma, 4),
      round(brightnessOf(judged.row), 1),
    ];
  });
  return formatCsv({ columns: HEADING, rows: lines });
}

const round = (value: number | null, digits: number): number | null =>
  value === null ? null : Number(value.toFixed(digits));
