// What breaks in boxes of real datasets, as a table: broken folder, expected boxes and problems.
import { describe, expect, it } from 'vitest';
import { boxesOf, coco, openFiles, voc, vocObject } from './testing/fixture.ts';
import {
  A,
  checkLabelCase,
  MADE,
  vocFiles,
  WHOLE,
  yolo,
  YAML,
  type LabelCase,
} from './testing/label-cases.ts';

const CASES: readonly LabelCase[] = [
  {
    row: 'out of the image: clipped, counted',
    files: yolo('0 0.9 0.5 0.4 0.5'),
    boxes: ['cell 70 20 100 60'],
    problems: ['box-clipped warning labels/a.txt:1'],
  },
  {
    row: 'out of the image by at most a pixel: clipped, noted',
    files: vocFiles([vocObject('cell', [0, 1, 50, 80])]),
    image: 'a.jpg',
    boxes: ['cell 0 0 50 80'],
    problems: [MADE, 'box-clipped note a.xml:6'],
  },
  {
    row: 'out of the image: dropped below 1 px',
    files: yolo('0 0.5 0.5 0.5 0.5\n0 1.2 0.5 0.4 0.5\n0 1.3 0.5 0.2 0.5'),
    boxes: [WHOLE],
    problems: ['box-outside error labels/a.txt:2', 'box-outside error labels/a.txt:3'],
  },
  {
    row: 'zero area: dropped, listed',
    files: yolo('0 0.5 0.5 0 0.5\n0 0.5 0.5 0.5 0.5\n0 0.5 0.5 0.004 0.5\n0 0.5 0.5 -0.5 0.5'),
    boxes: [WHOLE],
    problems: [
      'box-zero-area error labels/a.txt:1',
      'box-zero-area error labels/a.txt:3',
      'box-zero-area error labels/a.txt:4',
    ],
  },
  {
    row: 'zero area in VOC: equal corners, though inclusive',
    files: vocFiles([vocObject('cell', [50, 33, 50, 33]), vocObject('cell', [26, 21, 75, 60])]),
    image: 'a.jpg',
    boxes: [WHOLE],
    problems: [MADE, 'box-zero-area error a.xml:6'],
  },
  {
    row: 'tiny: below one cell of the finest head, noted',
    files: yolo('0 0.5 0.5 0.5 0.5\n0 0.5 0.5 0.07 0.2'),
    boxes: [WHOLE, 'cell 46.5 32 53.5 48'],
    problems: ['box-tiny note labels/a.txt:2'],
  },
  {
    row: 'duplicate rows: exact ones removed, near ones flagged, other classes kept',
    files: yolo('0 0.5 0.5 0.5 0.5\n0 0.5 0.5 0.5 0.5\n0 0.5 0.5 0.51 0.5\n1 0.5 0.5 0.5 0.5'),
    boxes: [WHOLE, 'cell 24.5 20 75.5 60', 'dot 25 20 75 60'],
    problems: ['box-duplicate warning labels/a.txt:2', 'box-near-duplicate warning labels/a.txt:3'],
  },
  {
    row: 'polygons: decided row by row, converted, noted',
    files: yolo('0 0.5 0.5 0.5 0.5\n1 0.1 0.2 0.4 0.2 0.25 0.7\n0 0.2 0.2 0.2 0.2'),
    boxes: [WHOLE, 'dot 10 16 40 56', 'cell 10 8 30 24'],
    problems: ['polygon-converted note labels/a.txt:2'],
  },
  {
    row: 'polygons in COCO without bbox',
    files: {
      'train.json': coco(['a.jpg'], [[1, 1, undefined, { segmentation: [[10, 16, 40, 16, 25, 56]] }]]),
      'a.jpg': 'image',
    },
    image: 'a.jpg',
    boxes: ['cell 10 16 40 56'],
    problems: [MADE, 'polygon-converted note train.json'],
  },
  {
    row: 'keypoints of a pose dataset are passed over',
    files: yolo('0 0.5 0.5 0.5 0.5 0.1 0.1 2 0.2 0.2 1', { 'data.yaml': `${YAML}kpt_shape: [2, 3]\n` }),
    boxes: [WHOLE],
    problems: [],
  },
  {
    row: 'iscrowd: ignore region',
    files: {
      'val.json': coco(
        ['a.jpg'],
        [
          [1, 1, [25, 20, 50, 40]],
          [1, 1, [0, 0, 100, 80], { iscrowd: 1, segmentation: { counts: [1], size: [80, 100] } }],
        ],
      ),
      'a.jpg': 'image',
    },
    image: 'a.jpg',
    boxes: [WHOLE, 'cell 0 0 100 80 crowd'],
    problems: [],
  },
  {
    row: 'difficult: ignore region',
    files: vocFiles([vocObject('cell', [26, 21, 75, 60], '<difficult>1</difficult>')]),
    image: 'a.jpg',
    boxes: [`${WHOLE} difficult`],
    problems: [MADE],
  },
  {
    row: 'VOC -1 offset: one-based inclusive; floats, decimal commas',
    files: vocFiles([
      vocObject('cell', [1, 1, 100, 80]),
      vocObject('cell', ['10.5', '20,5', '50.0', ' 60 ']),
    ]),
    image: 'a.jpg',
    boxes: ['cell 0 0 100 80', 'cell 9.5 19.5 50 60'],
    problems: [MADE],
  },
  {
    row: 'VOC without size, and with width 0',
    files: {
      ...vocFiles([vocObject('cell', [26, 21, 75, 60])], ''),
      'b.jpg': 'image',
      'b.xml': voc('b.jpg', [vocObject('cell', [26, 21, 75, 60])], '0x0'),
    },
    image: 'a.jpg',
    boxes: [WHOLE],
    problems: [MADE],
  },
  {
    row: 'image resized after annotating: boxes scaled',
    files: vocFiles([vocObject('cell', [51, 41, 150, 120])], '200x160'),
    image: 'a.jpg',
    boxes: [WHOLE],
    problems: [MADE, 'size-mismatch warning a.xml'],
  },
  {
    row: 'stated size of another shape: boxes left alone',
    files: vocFiles([vocObject('cell', [26, 21, 75, 60])], '500x80'),
    image: 'a.jpg',
    boxes: [WHOLE],
    problems: [MADE, 'size-mismatch warning a.xml'],
  },
];

describe('boxes that break', () => {
  it.each(CASES)('$row', checkLabelCase);

  it('no limit on the number of objects', async () => {
    const rows = Array.from(
      { length: 400 },
      (_, i) => `0 ${0.1 + (i % 20) * 0.04} ${0.1 + Math.floor(i / 20) * 0.04} 0.1 0.1`,
    );
    const dataset = await openFiles(yolo(rows.join('\n')));
    expect(boxesOf(dataset, A)).toHaveLength(400);
  });

  it("keeps COCO's own area, and the box's where none is stated", async () => {
    const json = coco(
      ['a.jpg'],
      [
        [1, 1, [25, 20, 50, 40], { area: 1234.5 }],
        [1, 1, [0, 0, 10, 20]],
      ],
    );
    const dataset = await openFiles({ 'val.json': json, 'a.jpg': 'image' });
    expect(dataset.images[0]!.groundTruth.map(({ area }) => area)).toEqual([1234.5, 200]);
  });
});
