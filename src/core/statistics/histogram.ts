// Histograms over plain numbers.

/** Counts between edges; `edges` has one element more than `counts`. */
export interface Bins {
  readonly edges: number[];
  readonly counts: number[];
}

/** `bins` equally wide bins from `low` to `high`. */
export function linearEdges(low: number, high: number, bins: number): number[] {
  return Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins);
}

/**
 * Edges that grow by a constant factor, `perDoubling` bins each time the value doubles, from a power of two at or below
 * `low` to one at or above `high`. Both positive.
 */
export function logarithmicEdges(low: number, high: number, perDoubling: number): number[] {
  const first = Math.floor(Math.log2(low));
  const last = Math.max(first + 1, Math.ceil(Math.log2(high)));
  return Array.from({ length: (last - first) * perDoubling + 1 }, (_, i) => 2 ** (first + i / perDoubling));
}

/**
 * Counts values between ascending edges. A bin holds its lower edge; the last one holds its upper edge too. Values
 * outside count in the nearest bin, so that the counts sum to the number of values.
 */
export function countInBins(values: Iterable<number>, edges: readonly number[]): Bins {
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const value of values) {
    let low = 0;
    let high = counts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (edges[middle]! <= value) low = middle;
      else high = middle - 1;
    }
    counts[low]!++;
  }
  return { edges: [...edges], counts };
}
