// What breaks in label files of real datasets, as a table: broken folder, expected boxes and problems.
import { describe, it } from 'vitest';
import { coco, voc, vocObject } from './testing/fixture.ts';
import { checkLabelCase, MADE, vocFiles, WHOLE, yolo, YAML, type LabelCase } from './testing/label-cases.ts';

const CASES: readonly LabelCase[] = [
  {
    row: 'missing label: background, listed',
    files: yolo('0 0.5 0.5 0.5 0.5', {
      'images/b.jpg': 'image',
      'images/c.jpg': 'image',
      'labels/c.txt': '',
    }),
    image: 'images/b.jpg',
    boxes: [],
    problems: ['label-missing note images/b.jpg'],
  },
  {
    row: 'missing labels: warning above 50 %',
    files: yolo('0 0.5 0.5 0.5 0.5', { 'images/b.jpg': 'image', 'images/c.jpg': 'image' }),
    boxes: [WHOLE],
    problems: [
      'label-missing note images/b.jpg',
      'label-missing note images/c.jpg',
      'label-mostly-missing warning .',
    ],
  },
  {
    row: 'missing labels: a split without any is left out',
    files: yolo('0 0.5 0.5 0.5 0.5', {
      'data.yaml': YAML + 'test: test/images\n',
      'test/images/t.jpg': 'image',
    }),
    image: 'test/images/t.jpg',
    boxes: undefined,
    problems: ['label-mostly-missing error .'],
  },
  { row: 'empty label: background', files: yolo(' \r\n'), boxes: [], problems: [] },
  {
    row: 'VOC without objects: background',
    files: vocFiles([]),
    image: 'a.jpg',
    boxes: [],
    problems: [MADE],
  },
  {
    row: 'VOC <filename> differs: paired by name of file, noted',
    files: { 'a.jpg': 'image', 'a.xml': voc('IMG_1.png', [vocObject('cell', [26, 21, 75, 60])]) },
    image: 'a.jpg',
    boxes: [WHOLE],
    problems: [MADE, 'name-mismatch note a.xml'],
  },
  {
    row: 'VOC <filename> helps where the XML has another name',
    files: { 'a.jpg': 'image', 'label-1.xml': voc('D:\\x\\a.jpg', [vocObject('cell', [26, 21, 75, 60])]) },
    image: 'a.jpg',
    boxes: [WHOLE],
    problems: [MADE],
  },
  {
    row: 'VOC tags in the wrong case; parts ignored',
    files: {
      'a.jpg': 'image',
      'a.xml':
        '<?xml version="1.0"?><!-- by hand --><Annotation><Size><Width>100</Width><Height>80</Height></Size>' +
        '<Object><Name>cell</Name><Difficult>0</Difficult><part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin>' +
        '<xmax>9</xmax><ymax>9</ymax></bndbox></part><part><name>hand</name><bndbox><xmin>2</xmin><ymin>2</ymin>' +
        '<xmax>9</xmax><ymax>9</ymax></bndbox></part><BndBox><Xmin>26</Xmin><Ymin>21</Ymin><Xmax>75</Xmax>' +
        '<Ymax>60</Ymax></BndBox></Object></Annotation>',
    },
    image: 'a.jpg',
    boxes: [WHOLE],
    problems: [MADE],
  },
  {
    row: 'VOC object without box or name: left out, listed',
    files: vocFiles([
      vocObject('cell', [26, 21, 75, 60]),
      '<object><name>cell</name></object>',
      vocObject('', [1, 1, 9, 9]),
      vocObject('cell', ['x', 1, 9, 9]),
    ]),
    image: 'a.jpg',
    boxes: [WHOLE],
    problems: [
      MADE,
      'row-unreadable error a.xml:8',
      'row-unreadable error a.xml:9',
      'row-unreadable error a.xml:13',
    ],
  },
  {
    row: 'BOM, CRLF, tabs, several spaces: read',
    files: yolo('\ufeff0\t0.5  0.5\t0.5 0.5\r\n\r\n1 0.5 0.5 0.2 0.25\r\n'),
    boxes: [WHOLE, 'dot 40 30 60 50'],
    problems: [],
  },
  {
    row: 'UTF-16 with mark: read',
    files: yolo(Buffer.from('\ufeff0 0.5 0.5 0.5 0.5\r\n', 'utf16le')),
    boxes: [WHOLE],
    problems: [],
  },
  {
    row: 'decimal commas and commas between columns: read, reported once a file',
    files: yolo('0 0,5 0,5 0,5 0,5\n1,0.5,0.5,0.2,0.25\n1; 0.5; 0.5; 0.2; 0.5\n'),
    boxes: [WHOLE, 'dot 40 30 60 50', 'dot 40 20 60 60'],
    problems: ['row-repaired warning labels/a.txt:1'],
  },
  {
    row: 'a sixth column is passed over, reported',
    files: yolo('0 0.5 0.5 0.5 0.5 0.93\n0.0 0.5 0.5 0.2 0.25'),
    boxes: [WHOLE, 'cell 40 30 60 50'],
    problems: ['row-repaired warning labels/a.txt:1'],
  },
  {
    row: 'bad rows are left out one by one, later rows stay',
    files: yolo(
      '0 0.5 0.5 0.5\n0 0.5 x 0.5 0.5\n0.5 0.5 0.5 0.5 0.5\n0 50 40 20 20\n0 nan 0.5 0.5 0.5\n0 0.5 0.5 0.5 0.5\n',
    ),
    boxes: [WHOLE],
    problems: [1, 2, 3, 4, 5].map((line) => `row-unreadable error labels/a.txt:${line}`),
  },
  {
    row: 'a label without a readable row: image left out, since it is no background',
    files: yolo('cell 0.5 0.5 0.5 0.5\n', { 'images/b.jpg': 'image', 'labels/b.txt': '0 0.5 0.5 0.5 0.5' }),
    boxes: undefined,
    problems: ['label-unreadable error labels/a.txt:1'],
  },
  {
    row: 'an XML that breaks off: image left out',
    files: {
      ...vocFiles([vocObject('cell', [26, 21, 75, 60])]),
      'b.jpg': 'image',
      'b.xml': voc('b.jpg', [vocObject('cell', [26, 21, 75, 60])]).slice(0, 150),
    },
    image: 'b.jpg',
    boxes: undefined,
    problems: [MADE, 'label-unreadable error b.xml'],
  },
  {
    row: 'label without image, YOLO',
    files: yolo('0 0.5 0.5 0.5 0.5', {
      'labels/gone.txt': '0 0.5 0.5 0.5 0.5',
      'labels/classes.txt': 'cell',
    }),
    boxes: [WHOLE],
    problems: ['label-without-image warning labels/gone.txt'],
  },
  {
    row: 'label without image, VOC',
    files: {
      ...vocFiles([vocObject('cell', [26, 21, 75, 60])]),
      'gone.xml': voc('gone.jpg', [vocObject('cell', [26, 21, 75, 60])]),
    },
    image: 'a.jpg',
    boxes: [WHOLE],
    problems: [MADE, 'label-without-image warning gone.xml'],
  },
  {
    row: 'label without image, COCO: annotation of an unlisted image; wrong entries',
    files: {
      'val.json': coco(
        ['a.jpg'],
        [
          [1, 1, [25, 20, 50, 40]],
          [7, 1, [1, 1, 9, 9]],
          [1, 1, [1, 1, 9]],
        ],
      ),
      'a.jpg': 'image',
    },
    image: 'a.jpg',
    boxes: [WHOLE],
    problems: ['row-unreadable error val.json', 'label-without-image warning val.json'],
  },
];

describe('labels that break', () => {
  it.each(CASES)('$row', checkLabelCase);
});
