// Rows by descending score, stable, in linear time: the order in which suppression and matching look at boxes.

/** Bits per pass of the radix sort: 2,048 bins stay in the first-level cache. */
const DIGIT_BITS = 11;
const BINS = 1 << DIGIT_BITS;
const SIGN_BIT = 0x80000000;
const ALL_BITS = 0xffffffff;

/**
 * One pass, least significant digit first: writes `from` to `to`, stably ordered by `DIGIT_BITS` bits of the keys.
 * @returns false, with nothing written, when all keys share these bits.
 */
function sortByDigit(
  keys: Uint32Array,
  shift: number,
  from: Uint32Array,
  to: Uint32Array,
  bins: Uint32Array,
): boolean {
  const mask = BINS - 1;
  bins.fill(0);
  for (let i = 0; i < keys.length; i++) bins[(keys[i]! >>> shift) & mask]!++;
  if (keys.length > 0 && bins[(keys[0]! >>> shift) & mask] === keys.length) return false;
  let sum = 0;
  for (let digit = 0; digit < BINS; digit++) {
    const count = bins[digit]!;
    bins[digit] = sum;
    sum += count;
  }
  for (let i = 0; i < from.length; i++) {
    const index = from[i]!;
    to[bins[(keys[index]! >>> shift) & mask]!++] = index;
  }
  return true;
}

/**
 * Sort keys whose unsigned ascending order is descending numeric order, least significant word first: one word for 32-bit
 * scores, two for 64-bit ones. The bits of a negative IEEE number already fall as it grows; those of the others are
 * complemented below the sign, so that they come before the negative ones. NaN sorts last.
 */
function scoreKeys(scores: Float32Array | Float64Array): Uint32Array[] {
  const wide = scores instanceof Float64Array;
  const high = new Uint32Array(scores.length);
  const low = new Uint32Array(wide ? scores.length : 0);
  const one = wide ? new Float64Array(1) : new Float32Array(1);
  const words = new Uint32Array(one.buffer);
  const top = wide ? 1 : 0; // little-endian, as every platform with a JavaScript engine is
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    one[0] = score + 0; // -0 becomes 0: they tie
    const word = words[top]!;
    const flip = word >= SIGN_BIT ? 0 : ALL_BITS;
    high[i] = Number.isNaN(score) ? ALL_BITS : word ^ (flip & ~SIGN_BIT);
    if (wide) low[i] = words[0]! ^ flip;
  }
  return wide ? [low, high] : [high];
}

/** Up to so many, inserting is faster than emptying the bins of the radix sort. */
const FEW = 200;

/** Inserts, in place. Ties come by ascending index, NaN comes last. */
function insertByScore(scores: Float32Array | Float64Array, order: Uint32Array): void {
  for (let i = 1; i < order.length; i++) {
    const index = order[i]!;
    const score = scores[index]!;
    let at = i;
    for (; at > 0; at--) {
      const left = order[at - 1]!;
      const before = scores[left]!;
      if (before > score || (before === score && left < index)) break;
      if (Number.isNaN(score) && (!Number.isNaN(before) || left < index)) break;
      order[at] = left;
    }
    order[at] = index;
  }
}

/** The indices 0, 1 .. length - 1. */
export function rowOrder(length: number): Uint32Array {
  const order = new Uint32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  return order;
}

/**
 * Indices of `scores` by descending score; equal scores keep their order (as NumPy's mergesort of the negated scores, which
 * COCO's evaluation and torchvision's suppression use). NaN comes last.
 * @param initial an order of all indices in which equal scores stay; by default that of the array.
 */
export function orderByScore(scores: Float32Array | Float64Array, initial?: Uint32Array): Uint32Array {
  let from: Uint32Array = initial?.slice() ?? rowOrder(scores.length);
  if (initial === undefined && scores.length <= FEW) {
    insertByScore(scores, from);
    return from;
  }
  let to: Uint32Array = new Uint32Array(scores.length);
  const bins = new Uint32Array(BINS);
  for (const keys of scoreKeys(scores)) {
    for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
      if (!sortByDigit(keys, shift, from, to, bins)) continue;
      [from, to] = [to, from];
    }
  }
  return from;
}

/**
 * Brings indices into the order of `orderByScore`, in place; few of them the faster, the nearer they are to it already.
 * @param order some of the indices of `scores`, each once; what order they come in does not matter to the result
 */
export function reorderByScore(scores: Float32Array, order: Uint32Array): void {
  if (order.length <= FEW) {
    insertByScore(scores, order);
    return;
  }
  const ascending = order.slice().sort();
  const places = orderByScore(Float32Array.from(ascending, (index) => scores[index]!));
  for (let i = 0; i < order.length; i++) order[i] = ascending[places[i]!]!;
}
