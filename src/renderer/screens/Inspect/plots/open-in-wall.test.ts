// What the wall is asked for, as the URL says it.
import { expect, it } from 'vitest';
import { formatWallFilter, NO_FILTER } from '../../../state/wall/wall-filter.ts';
import { boxesOfCell, boxesOfKind, boxesOfRow } from './open-in-wall.ts';

const format = (boxes: object | null) => boxes && formatWallFilter({ ...NO_FILTER, ...boxes });

it('a cell of the confusion matrix asks for its own boxes', () => {
  expect(format(boxesOfCell({ groundTruthClass: 1, predictedClass: 0 }))).toBe('fp,kclassification,c0');
  expect(format(boxesOfCell({ groundTruthClass: 1, predictedClass: null }))).toBe('missed,c1');
  expect(format(boxesOfCell({ groundTruthClass: null, predictedClass: 2 }))).toBe(
    'fp,klocalization,kboth,kduplicate,kbackground,c2',
  );
  expect(boxesOfCell({ groundTruthClass: 1, predictedClass: 1 })).toBeNull();
});

it('a kind asks for that kind, of the outcome that has it', () => {
  expect(format(boxesOfKind('duplicate'))).toBe('fp,kduplicate');
  expect(format(boxesOfKind('missed'))).toBe('missed,kmissed');
});

it('a row asks for its class, branch, anchor or size', () => {
  const key = { classIndex: null, branch: null, anchor: null, size: null };
  expect(format(boxesOfRow({ ...key, classIndex: 2 }, 'missed'))).toBe('missed,c2');
  expect(format(boxesOfRow({ ...key, branch: 1 }, 'fp'))).toBe('fp,b1');
  expect(format(boxesOfRow({ ...key, branch: 1, anchor: 0 }, 'fp', 'both'))).toBe('fp,kboth,a1.0');
  expect(format(boxesOfRow({ ...key, size: 'small' }, 'fp'))).toBe('fp,zsmall');
});
