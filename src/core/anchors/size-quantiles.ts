// Quantiles of a weighted column.

/** Shares of the objects at which sizes are told, from the smallest to the largest. */
export const SIZE_QUANTILES = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1] as const;

/**
 * The smallest value that at least each share of the weight does not exceed (the inverse of the distribution function).
 * @param order rows in ascending order of their values. @returns one value a share; empty where nothing has weight.
 */
export function weightedQuantiles(
  values: Float64Array,
  weight: Float64Array,
  order: Uint32Array,
  includes: (row: number) => boolean,
  shares: readonly number[] = SIZE_QUANTILES,
): number[] {
  const rows = order.filter(includes);
  let total = 0;
  for (const row of rows) total += weight[row]!;
  if (!(total > 0)) return [];
  const quantiles: number[] = [];
  let reached = 0;
  // Sums of many fractions end a little below the whole.
  const target = () => shares[quantiles.length]! * total * (1 - 1e-12);
  for (const row of rows) {
    reached += weight[row]!;
    while (quantiles.length < shares.length && reached >= target()) quantiles.push(values[row]!);
  }
  return quantiles;
}
