// How sure a share is that was counted.

/** Standard deviations of a normal distribution that hold 95 % of it. */
const Z = 1.959963984540054;

/**
 * Wilson's score interval (Wilson 1927) of a share: where the true one lies with 95 % confidence. Stays within [0, 1] and is
 * right for few trials too.
 * @param trials at least 1
 */
export function wilsonInterval(hits: number, trials: number): readonly [low: number, high: number] {
  const share = hits / trials;
  const weight = Z ** 2 / trials;
  const centre = (share + weight / 2) / (1 + weight);
  const half = (Z / (1 + weight)) * Math.sqrt((share * (1 - share)) / trials + weight / (4 * trials));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
