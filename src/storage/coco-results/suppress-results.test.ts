// Results of a file under every kind of suppression, worked by hand.
import { expect, it } from 'vitest';
import { GREEDY, type SuppressionSettings } from '../../core/nms/rule.ts';
import { parseResults } from './parse-results.ts';
import { suppressResults } from './suppress-results.ts';

const SETTINGS: SuppressionSettings = { scoreThreshold: 0.25, nmsIouThreshold: 0.5, maxDetections: 100 };
const entry = (imageId: number | string, x: number, score: number, categoryId = 18) => ({
  image_id: imageId,
  category_id: categoryId,
  bbox: [x, 0, 10, 10],
  score,
});
/** 10 x 10 boxes shifted by 2: IoU 8 / 12. */
const PAIR = [entry('b', 0, 0.3), entry('a', 0, 0.7), entry('b', 2, 0.9)];

function suppress(entries: readonly object[], settings: Partial<SuppressionSettings> = {}) {
  const results = parseResults({ file: 'r.json', text: JSON.stringify(entries) });
  return [...suppressResults(results, { ...SETTINGS, ...settings })];
}
const closeTo = (value: number) => expect.closeTo(value, 6) as number;

it('keeps scores and boxes as they are in the file, and names the suppressor by its place there', () => {
  expect(suppress(PAIR)).toEqual([
    {
      imageId: 'b',
      kept: [{ index: 2, image_id: 'b', category_id: 18, score: 0.9, bbox: [2, 0, 10, 10] }],
      suppressed: [
        { index: 0, image_id: 'b', category_id: 18, score: 0.3, by: 2, iou: closeTo(8 / 12), rule: 'greedy' },
      ],
      belowScore: 0,
      beyondMaximum: 0,
    },
    {
      imageId: 'a',
      kept: [{ index: 1, image_id: 'a', category_id: 18, score: 0.7, bbox: [0, 0, 10, 10] }],
      suppressed: [],
      belowScore: 0,
      beyondMaximum: 0,
    },
  ]);
});

it('counts what is below the threshold or beyond the maximum; a score at the threshold passes', () => {
  const entries = [entry(1, 0, 0.7), entry(1, 40, 0.69), entry(1, 20, 0.9), entry(1, 60, 0.1)];
  expect(suppress(entries, { scoreThreshold: 0.7, maxDetections: 1 })[0]).toMatchObject({
    kept: [{ index: 2 }],
    suppressed: [],
    belowScore: 2,
    beyondMaximum: 1,
  });
});

it('leaves other categories alone unless it is across classes', () => {
  const entries = [entry(1, 0, 0.5, 1), entry(1, 0, 0.9, 2)];
  expect(suppress(entries)[0]!.suppressed).toEqual([]);
  const suppression = { ...GREEDY, acrossClasses: true };
  expect(suppress(entries, { suppression })[0]!.suppressed).toMatchObject([{ index: 0, by: 1 }]);
});

it('has lowered scores of soft suppression', () => {
  const suppression = { ...GREEDY, method: 'soft-linear' as const };
  const [b] = suppress(PAIR, { suppression, scoreThreshold: 0.2 });
  // 0.3 * (1 - 8 / 12) = 0.1
  expect(b!.suppressed).toMatchObject([{ index: 0, by: 2, score: closeTo(0.1), rule: 'soft-linear' }]);
  const [kept] = suppress(PAIR, { suppression, scoreThreshold: 0.05 });
  expect(kept!.kept).toMatchObject([
    { index: 2, score: closeTo(0.9) },
    { index: 0, score: closeTo(0.1), bbox: [0, 0, 10, 10] },
  ]);
});

it('has moved boxes and joined scores of boxes fusion', () => {
  const suppression = { ...GREEDY, method: 'fusion' as const, fusedScore: 'mean' as const };
  const [b] = suppress(PAIR, { suppression });
  // (2 * 0.9 + 0 * 0.3) / 1.2 = 1.5
  expect(b!.kept).toEqual([
    {
      index: 2,
      image_id: 'b',
      category_id: 18,
      score: closeTo(0.6),
      bbox: [closeTo(1.5), 0, closeTo(10), 10],
    },
  ]);
  expect(b!.suppressed).toMatchObject([{ index: 0, by: 2, rule: 'fusion' }]);
});

it('works on what is left when entries are refused', () => {
  const text = JSON.stringify([entry(1, 0, 1.5), entry(2, 0, 0.5), entry(1, 0, -0.1), entry(1, 0, 1)]);
  const results = parseResults({ file: 'r.json', text });
  expect(results.refused.map(({ position }) => position)).toEqual([0, 2]);
  const images = [...suppressResults(results, SETTINGS)];
  expect(images.map(({ imageId, kept }) => [imageId, kept.map(({ index }) => index)])).toEqual([
    [1, [3]],
    [2, [1]],
  ]);
});
