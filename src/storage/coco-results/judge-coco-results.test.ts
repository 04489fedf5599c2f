// Results files of any detector: pycocotools' numbers, and what is said of files that do not fit.
import { describe, expect, it } from 'vitest';
import golden from '../../core/metrics/golden/coco.json';
import type { CocoMetrics } from '../../core/metrics/summary.ts';
import { UserError } from '../../core/user-error.ts';
import { judgeCocoResults } from './judge-coco-results.ts';

const SETTINGS = { scoreThreshold: 0.5, nmsIouThreshold: 0.5, matchIouThreshold: 0.5, maxDetections: 300 };
/** pycocotools' order of the twelve numbers. */
const STATS: readonly (keyof CocoMetrics)[] = [
  ...(['AP', 'AP50', 'AP75', 'APsmall', 'APmedium', 'APlarge'] as const),
  ...(['AR1', 'AR10', 'AR100', 'ARsmall', 'ARmedium', 'ARlarge'] as const),
];
const CROWD = 2;
const DIFFICULT = 1;
/** COCO's own ids have gaps and no order. */
const imageIdOf = (index: number) => 1000 + 7 * index;
const categoryIdOf = (index: number) => 3 * index + 1;

type Case = (typeof golden.cases)[number];
/** Files carry crowds alone: `difficult` is no notion of COCO. */
const CASES = golden.cases.filter(({ objects }) => objects.every((row) => row[7] !== DIFFICULT));

function filesOf({ objects, detections, images, classes }: Case) {
  const ids = Array.from({ length: images }, (_, i) => ({ id: imageIdOf(i) }));
  const groundTruth = {
    images: ids.reverse().map(({ id }) => ({ id, file_name: `${id}.jpg`, width: 640, height: 480 })),
    categories: Array.from({ length: classes }, (_, i) => ({ id: categoryIdOf(i), name: `class ${i}` })),
    annotations: objects.map(([image, classIndex, x, y, width, height, area, kind], i) => ({
      id: i + 1,
      image_id: imageIdOf(image!),
      category_id: categoryIdOf(classIndex!),
      bbox: [x, y, width, height],
      area,
      iscrowd: kind === CROWD ? 1 : 0,
    })),
  };
  const predictions = detections.map(([image, classIndex, x, y, width, height, score]) => ({
    image_id: imageIdOf(image!),
    category_id: categoryIdOf(classIndex!),
    bbox: [x, y, width, height],
    score,
  }));
  return {
    groundTruth: { file: 'truth.json', text: JSON.stringify(groundTruth) },
    predictions: { file: 'results.json', text: JSON.stringify(predictions) },
  };
}

it.each(CASES)('judges as pycocotools does: $name', (example) => {
  const { groundTruth, predictions } = filesOf(example);
  const { coco, images, classes } = judgeCocoResults(groundTruth, predictions, SETTINGS);
  STATS.forEach((name, i) => expect(coco[name], name).toBeCloseTo(example.stats[i]!, 9));
  expect(images).toBe(example.images);
  expect(classes.map(({ AP }) => AP)).toEqual(example.classAP.map((AP) => expect.closeTo(AP, 9) as number));
});

it('covers crowds', () => {
  expect(CASES.some(({ objects }) => objects.some((row) => row[7] === CROWD))).toBe(true);
});

describe('what is said of results that do not fit', () => {
  const { groundTruth } = filesOf(golden.cases[0]!);
  const good = { image_id: imageIdOf(0), category_id: categoryIdOf(0), bbox: [1, 2, 3, 4], score: 0.5 };
  it.each([
    ['no JSON', '[{', 'results.json is not JSON'],
    ['an object', '{}', 'results.json is not a list of results; it is object.'],
    ['null', 'null', 'it is null.'],
    [
      'an unknown image',
      [good, { ...good, image_id: 5 }],
      'result 2 has image_id 5, which the annotations do not have',
    ],
    [
      'an unknown category',
      [{ ...good, category_id: 2 }],
      'category_id 2; the annotations have 1, 4, 7, 10, 13.',
    ],
    ['three numbers', [{ ...good, bbox: [1, 2, 3] }], 'has bbox [1,2,3]; expected [x, y, width, height].'],
    ['no box', [{ ...good, bbox: undefined }], 'result 1 has bbox undefined'],
    ['a score in words', [{ ...good, score: 'high' }], 'has score "high"; expected a number.'],
    [
      'an image that is none',
      [{ ...good, image_id: null }],
      'result 1 has image_id null; expected a number or a text.',
    ],
    ['an entry that is no object', [good, null], 'result 2 is null; expected an object.'],
  ])('%s', (_, results, message) => {
    const text = typeof results === 'string' ? results : JSON.stringify(results);
    const judge = () => judgeCocoResults(groundTruth, { file: 'results.json', text }, SETTINGS);
    expect(judge).toThrow(UserError);
    expect(judge).toThrow(message);
  });
});

describe('results that are no detections', () => {
  const { groundTruth } = filesOf(golden.cases[0]!);
  const good = { image_id: imageIdOf(0), category_id: categoryIdOf(0), bbox: [1, 2, 3, 4], score: 0.5 };
  const entry = JSON.stringify(good);
  const judge = (text: string) => judgeCocoResults(groundTruth, { file: 'results.json', text }, SETTINGS);

  it('are left out, counted and named by image, as Python and as others write them', () => {
    const other = JSON.stringify({ ...good, image_id: imageIdOf(1), bbox: [1, null, 3, 4] });
    const text = `[${entry.replace('0.5', 'NaN')}, ${entry}, ${entry.replace('0.5', '-Infinity')}, ${other}]`;
    const summary = judge(text);
    const reason = 'not-a-number';
    expect(summary.refused).toEqual({
      reasons: { [reason]: 3, 'no-area': 0, 'score-out-of-range': 0 },
      entries: [
        { index: 0, imageId: String(imageIdOf(0)), reason },
        { index: 2, imageId: String(imageIdOf(0)), reason },
        { index: 3, imageId: String(imageIdOf(1)), reason },
      ],
    });
    const alone = judge(`[${entry}]`);
    expect(alone.refused).toBeUndefined();
    expect(summary.operatingPoint).toEqual(alone.operatingPoint);
  });

  it('as are boxes without width or height, and scores that are not from 0 to 1: table and dAP agree', () => {
    const one = { ...good, bbox: [10, 10, 20, 20] };
    const bad = [
      { ...one, bbox: [10, 10, -4, 97] },
      { ...one, bbox: [10, 10, 4, 0] },
      { ...one, score: 7 },
    ];
    const summary = judge(JSON.stringify([bad[0], one, bad[1], one, bad[2], one]));
    const { errors, coco, operatingPoint } = judge(JSON.stringify([one, one, one]));
    expect(summary).toMatchObject({ errors, coco, operatingPoint });
    expect(summary.refused!.entries).toMatchObject([
      { index: 0, reason: 'no-area' },
      { index: 2, reason: 'no-area' },
      { index: 4, reason: 'score-out-of-range' },
    ]);
  });

  it('where most scores are none, nothing is judged', () => {
    const text = JSON.stringify([{ ...good, score: 50 }, { ...good, score: 70 }, good]);
    expect(() => judge(text)).toThrow('2 of 3 results of results.json have a score below 0 or above 1.');
  });

  it('are not looked for within texts', () => {
    const text = `[${JSON.stringify({ ...good, note: 'a "NaN" \\ -Infinity' })}, ${entry.replace('0.5', 'NaN')}]`;
    expect(judge(text).refused!.entries).toMatchObject([{ index: 1, reason: 'not-a-number' }]);
    expect(() => judge('[NaN {')).toThrow('results.json is not JSON');
  });
});
