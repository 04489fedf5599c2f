// The radix sort agrees with a stable comparison sort on every kind of number.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderByScore, reorderByScore } from './order-by-score.ts';

const byComparison = (scores: Float32Array | Float64Array): number[] =>
  Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!);

/** Short ones are sorted by inserting, longer ones by radix. */
const ANY_LENGTH = { maxLength: 400, size: 'max' } as const;

describe('orderByScore', () => {
  it('orders by descending score and keeps ties in order, NaN last', () => {
    expect([...orderByScore(Float32Array.of(0.5, Number.NaN, 0.9, 0.5, 1))]).toEqual([4, 2, 0, 3, 1]);
    expect([...orderByScore(Float64Array.of(-0, 0, -1, Number.NaN, 2))]).toEqual([4, 0, 1, 2, 3]);
    expect([...orderByScore(new Float32Array(0))]).toEqual([]);
  });

  it('equals a stable comparison sort', () => {
    const finite = { noNaN: true, noDefaultInfinity: true };
    const tied = fc.integer({ min: -3, max: 3 }).map((n) => n / 3);
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.double(finite), tied), ANY_LENGTH), (values) => {
        const wide = Float64Array.from(values);
        expect([...orderByScore(wide)]).toEqual(byComparison(wide));
        const narrow = Float32Array.from(values, Math.fround).filter(Number.isFinite);
        expect([...orderByScore(narrow)]).toEqual(byComparison(narrow));
      }),
    );
  });
});

describe('reorderByScore', () => {
  it('gives the same order from any other, with ties by index and NaN last', () => {
    const score = fc.oneof(
      fc.integer({ min: 0, max: 5 }).map((n) => n / 5),
      fc.constant(Number.NaN),
    );
    const shuffled = fc
      .array(score, ANY_LENGTH)
      .chain((values) =>
        fc.tuple(
          fc.constant(values),
          fc.shuffledSubarray([...values.keys()], { minLength: values.length, maxLength: values.length }),
        ),
      );
    fc.assert(
      fc.property(shuffled, ([values, start]) => {
        const scores = Float32Array.from(values);
        const order = Uint32Array.from(start);
        reorderByScore(scores, order);
        expect([...order]).toEqual([...orderByScore(scores)]);
      }),
    );
  });

  it('orders some of the indices only', () => {
    const order = Uint32Array.of(4, 0, 2);
    reorderByScore(Float32Array.of(0.5, 1, 0.5, 1, 0.7), order);
    expect([...order]).toEqual([4, 0, 2]);
    reorderByScore(Float32Array.of(0.5, 1, 0.5, 1, 0.1), order);
    expect([...order]).toEqual([0, 2, 4]);
  });
});
