// The order of wrong boxes.
import { expect, it } from 'vitest';
import { MISSED, NO_ERROR } from '../errors/error-kind.ts';
import { FALSE, HIT, MISS, type JudgedTable } from './judged-table.ts';
import { worstFalsePositives, worstMissed } from './worst-rows.ts';

const table = {
  length: 6,
  outcome: Uint8Array.of(HIT, FALSE, MISS, FALSE, MISS, MISS),
  kind: Uint8Array.of(NO_ERROR, 4, NO_ERROR, 4, MISSED, MISSED),
  score: Float32Array.of(0.9, 0.4, 0, 0.8, 0, 0),
  x1: new Float32Array(6),
  y1: new Float32Array(6),
  x2: Float32Array.of(5, 5, 90, 5, 10, 20),
  y2: Float32Array.of(5, 5, 90, 5, 10, 20),
} as unknown as JudgedTable;

it('puts the most confident false positives first', () => {
  expect(worstFalsePositives(table)).toEqual([3, 1]);
});

it('puts objects that nothing came near before larger ones that something is about', () => {
  expect(worstMissed(table)).toEqual([5, 4, 2]);
});
