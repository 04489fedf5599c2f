// Whether a dataset's scenes have an up: decides if pictures may be turned upside down in training.

/** Fewer objects than this say nothing: with 1,000 the asymmetry of a symmetric scene is 0.06 by chance alone. */
const FEWEST_OBJECTS = 1000;
const BINS = 10;
/** Largest share of objects that would have to move for the scenes to be symmetric. */
const MOST_ASYMMETRY = 0.1;
/** Least share of objects in the upper fifth, and in the lower: objects that were centred by a photographer show no symmetry. */
const LEAST_SPREAD = 0.1;

/**
 * True where objects lie as often above the middle as below, and all over the height: microscopes, satellites, inspection
 * from above. Compares the histogram of object centres with its own mirror image (total variation distance).
 * @param centres of objects, as shares of the image's height, in [0, 1].
 */
export function hasNoUp(centres: readonly number[]): boolean {
  if (centres.length < FEWEST_OBJECTS) return false;
  const shares = new Float64Array(BINS);
  for (const centre of centres) shares[Math.min(BINS - 1, Math.floor(centre * BINS))]! += 1 / centres.length;
  let asymmetry = 0;
  for (let bin = 0; bin < BINS / 2; bin++) asymmetry += Math.abs(shares[bin]! - shares[BINS - 1 - bin]!);
  const upper = shares[0]! + shares[1]!;
  const lower = shares[BINS - 2]! + shares[BINS - 1]!;
  return asymmetry <= MOST_ASYMMETRY && Math.min(upper, lower) >= LEAST_SPREAD;
}
