// Bins and their counts, and the summary of a sample, by hand.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countInBins, linearEdges, logarithmicEdges } from './histogram.ts';
import { sampleOf } from './sample.ts';

describe('histograms', () => {
  it('worked by hand', () => {
    expect(linearEdges(0, 4, 2)).toEqual([0, 2, 4]);
    expect(logarithmicEdges(3, 17, 1)).toEqual([2, 4, 8, 16, 32]);
    expect(logarithmicEdges(1, 1, 2).map((edge) => edge.toFixed(3))).toEqual(['1.000', '1.414', '2.000']);
    expect(countInBins([0, 1.9, 2, 4, 5, -1], [0, 2, 4]).counts).toEqual([3, 3]);
  });

  it('counts sum to the number of values, each within its edges', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.1, max: 5000, noNaN: true })), (values) => {
        const edges = logarithmicEdges(0.1, 5000, 4);
        const { counts } = countInBins(values, edges);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
        counts.forEach((count, i) => {
          const inside = values.filter((value) => value >= edges[i]! && value < edges[i + 1]!);
          expect(inside.length).toBe(count);
        });
      }),
    );
  });
});

describe('sampleOf', () => {
  it('keeps all of a few, and draws a seeded part of many in their order', () => {
    expect(sampleOf([3, 1, 2], 5, 0)).toEqual([3, 1, 2]);
    const items = Array.from({ length: 100 }, (_, i) => i);
    const sample = sampleOf(items, 10, 7);
    expect(sample).toHaveLength(10);
    expect([...sample].sort((a, b) => a - b)).toEqual(sample);
    expect(new Set(sample).size).toBe(10);
    expect(sampleOf(items, 10, 7)).toEqual(sample);
    expect(sampleOf(items, 10, 8)).not.toEqual(sample);
  });
});
