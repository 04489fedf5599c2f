// Rows of the table, worked by hand.
import { expect, it } from 'vitest';
import { bandImages } from '../core/analysis/brightness.ts';
import { FALSE, HIT, MISS } from '../core/analysis/judged-table.ts';
import { judgedRows } from '../core/analysis/testing/judged-rows.ts';
import { BACKGROUND, MISSED } from '../core/errors/error-kind.ts';
import { breakdownCsv, breakdownRows, countParts } from './breakdown.ts';
import { formatCsv } from './csv.ts';

const small = { x2: 10, y2: 10 };
const large = { x2: 100, y2: 100 };
const table = judgedRows([
  { outcome: HIT, classIndex: 0, branch: 0, anchor: 1, ...large },
  { outcome: HIT, classIndex: 0, branch: 1, anchor: 0, ...small },
  { outcome: FALSE, kind: BACKGROUND, classIndex: 0, branch: 1, anchor: 0, ...small },
  { outcome: MISS, kind: MISSED, classIndex: 1, ...large },
]);
const names = {
  brightness: bandImages([10, 50, 90]),
  classes: ['cat', 'dog'],
  branches: [
    {
      stride: 32,
      anchors: [
        [90, 80],
        [120, 110.6],
      ],
    },
    { stride: 16, anchors: [[20, 21]] },
  ] as const,
};

it('has a row for every class, with rates where they exist', () => {
  const [cat, dog] = breakdownRows(table, 'class', names);
  expect(cat).toMatchObject({ name: 'cat', tp: 2, fp: 1, missed: 0, precision: 2 / 3, recall: 1 });
  expect(dog).toMatchObject({ name: 'dog', tp: 0, fp: 0, missed: 1, precision: null, recall: 0 });
  expect(dog!.kinds).toEqual([0, 0, 0, 0, 0, 1]);
});

it('knows no missed objects of a branch or anchor', () => {
  const anchors = breakdownRows(table, 'anchor', names);
  expect(anchors.map(({ name, tp, fp, missed, recall }) => [name, tp, fp, missed, recall])).toEqual([
    ['stride 32, 1: 90 x 80', 0, 0, null, null],
    ['stride 32, 2: 120 x 111', 1, 0, null, null],
    ['stride 16, 1: 20 x 21', 1, 1, null, null],
  ]);
  expect(breakdownRows(table, 'branch', names).map(({ tp, fp }) => [tp, fp])).toEqual([
    [1, 0],
    [1, 1],
  ]);
  expect(countParts(table)({ branch: 1, anchor: 0 })).toMatchObject({ tp: 1, fp: 1 });
  expect(countParts(table)({ branch: 0, anchor: 0 })).toBeUndefined();
});

it('counts by the brightness of the image, with its images to divide by', () => {
  const inImages = judgedRows([
    { image: 0, outcome: HIT },
    { image: 0, outcome: MISS },
    { image: 2, outcome: FALSE },
    { image: 3, outcome: FALSE },
    { image: 3, outcome: FALSE },
  ]);
  const brightness = bandImages([10, 50, 90, 95, Number.NaN]);
  const rows = breakdownRows(inImages, 'brightness', { ...names, brightness });
  expect(rows).toMatchObject([
    { name: 'dark, below 90.0', images: 2, tp: 1, missed: 1, recall: 0.5, falsePositivesPerImage: 0 },
    { name: 'medium, 90.0 to 95.0', images: 1, tp: 0, fp: 1, precision: 0 },
    { name: 'bright, from 95.0', images: 1, fp: 2, falsePositivesPerImage: 2 },
    { name: 'unknown', images: 1, fp: 0, falsePositivesPerImage: 0 },
  ]);
  expect(breakdownRows(inImages, 'brightness', names)).toHaveLength(3);
  expect(breakdownRows(inImages, 'brightness', { ...names, brightness: null })).toEqual([]);
  expect(formatCsv(breakdownCsv('brightness', rows))).toMatch(
    /^brightness,tp,fp,missed,precision,recall,images,fp_per_image,/,
  );
});

it('tells sizes apart, and gives all of it as text', () => {
  const sizes = breakdownRows(table, 'size', names);
  expect(sizes.map(({ name, tp, fp, missed }) => [name, tp, fp, missed])).toEqual([
    ['small', 1, 1, 0],
    ['medium', 0, 0, 0],
    ['large', 1, 0, 1],
  ]);
  const text = formatCsv(breakdownCsv('size', sizes, { AP50: () => 0.5 }));
  expect(text.split('\r\n').slice(0, 2)).toEqual([
    'size,tp,fp,missed,precision,recall,kind_classification,kind_localization,kind_both,kind_duplicate,kind_background,kind_missed,AP50',
    'small,1,1,0,0.5,1,0,0,0,0,1,0,0.5',
  ]);
});
