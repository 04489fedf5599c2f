// What the wall is asked for, as the URL says it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confusionMatrix } from '../../../../core/analysis/confusion.ts';
import { judgeTable } from '../../../../core/analysis/judged-table.ts';
import type { GroundTruth } from '../../../../core/matching/detection.ts';
import { prepareSplit } from '../../../../core/metrics/evaluate-split.ts';
import { buildTable } from '../../../../core/nms/testing/build-table.ts';
import { filterWall } from '../../../state/wall/filter-wall.ts';
import { formatWallFilter, NO_FILTER, parseWallFilter } from '../../../state/wall/wall-filter.ts';
import { boxesOfCell, boxesOfKind, boxesOfRow } from './open-in-wall.ts';

const format = (boxes: object) => formatWallFilter({ ...NO_FILTER, ...boxes });

it('a cell of the confusion matrix asks for its own boxes', () => {
  expect(format(boxesOfCell({ groundTruthClass: 1, predictedClass: 0 }))).toBe('fp,kclassification,c0,o1');
  expect(format(boxesOfCell({ groundTruthClass: 1, predictedClass: null }))).toBe(
    'missed,kmissed,kclaimed,o1',
  );
  expect(format(boxesOfCell({ groundTruthClass: null, predictedClass: 2 }))).toBe(
    'fp,klocalization,kboth,kduplicate,kbackground,c2',
  );
  expect(format(boxesOfCell({ groundTruthClass: 1, predictedClass: 1 }))).toBe('tp,c1');
});

describe('the wall', () => {
  const CLASSES = ['RBC', 'WBC', 'Platelets'];
  const IMAGES = 2;
  const settings = { scoreThreshold: 0.3, nmsIouThreshold: 0.7, matchIouThreshold: 0.5, maxDetections: 100 };
  const place = fc.record({
    image: fc.nat(IMAGES - 1),
    // On a coarse grid and of two sizes, so that many overlap well, badly and not at all.
    x: fc.nat(6).map((step) => step * 4),
    side: fc.constantFrom(10, 14),
    classIndex: fc.nat(CLASSES.length - 1),
  });
  const box = ({ x, side }: { readonly x: number; readonly side: number }) => [x, 0, x + side, side] as const;
  const split = fc
    .record({
      objects: fc.array(place, { maxLength: 12 }),
      candidates: fc.array(fc.tuple(place, fc.integer({ min: 2, max: 9 })), { maxLength: 30 }),
    })
    .map(({ objects, candidates }) => {
      const groundTruth = new Map<string, GroundTruth[]>();
      for (let i = 0; i < IMAGES; i++) groundTruth.set(`image-${i}.png`, []);
      for (const object of objects) {
        const [x1, y1, x2, y2] = box(object);
        const { classIndex, side } = object;
        groundTruth
          .get(`image-${object.image}.png`)!
          .push({ box: { x1, y1, x2, y2 }, classIndex, area: side * side });
      }
      const rows = candidates
        .map(([at, score]) => ({
          image: at.image,
          box: box(at),
          score: score / 10,
          classIndex: at.classIndex,
        }))
        .sort((a, b) => a.image - b.image);
      return judgeTable(prepareSplit(buildTable(rows, IMAGES), groundTruth, CLASSES), settings);
    });

  it('shows exactly the boxes that a cell of the confusion matrix counts, for every cell', () => {
    const classes = [...CLASSES.keys(), null];
    const seen = new Set<string>();
    fc.assert(
      fc.property(split, (table) => {
        const source = {
          table,
          bandOf: () => 'unknown' as const,
          brightnessOf: () => null,
          limits: { score: 1, sigma: 1, brightness: 255 },
        };
        const { counts, cells } = confusionMatrix(table, CLASSES.length);
        for (const groundTruthClass of classes)
          for (const predictedClass of classes) {
            const filter = { ...NO_FILTER, ...boxesOfCell({ groundTruthClass, predictedClass }) };
            const { rows } = filterWall(source, parseWallFilter(formatWallFilter(filter)));
            const count = counts[groundTruthClass ?? CLASSES.length]![predictedClass ?? CLASSES.length]!;
            expect(rows).toHaveLength(count);
            for (const row of rows) expect(cells[row]).toEqual({ groundTruthClass, predictedClass });
            if (count > 0) seen.add(`${groundTruthClass} ${predictedClass}`);
          }
      }),
      { seed: 7, numRuns: 200 },
    );
    expect(seen.size, 'every cell but that of background and background has had boxes').toBe(
      classes.length ** 2 - 1,
    );
  });
});

it('a kind asks for that kind, of the outcome that has it', () => {
  expect(format(boxesOfKind('duplicate'))).toBe('fp,kduplicate');
  expect(format(boxesOfKind('missed'))).toBe('missed,kmissed');
});

it('a row asks for its class, branch, anchor, size or brightness', () => {
  const key = { classIndex: null, branch: null, anchor: null, size: null, band: null };
  expect(format(boxesOfRow({ ...key, classIndex: 2 }, 'missed'))).toBe('missed,c2');
  expect(format(boxesOfRow({ ...key, branch: 1 }, 'fp'))).toBe('fp,b1');
  expect(format(boxesOfRow({ ...key, branch: 1, anchor: 0 }, 'fp', 'both'))).toBe('fp,kboth,a1.0');
  expect(format(boxesOfRow({ ...key, size: 'small' }, 'fp'))).toBe('fp,zsmall');
  expect(format(boxesOfRow({ ...key, band: 'dark' }, 'tp'))).toBe('tp,idark');
});
