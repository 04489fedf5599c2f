// Splits indices by image or class in linear time, keeping their order.

/** Indices sorted by group, stably: those of group k are order[start[k] .. start[k + 1]). */
export interface GroupedIndices {
  readonly order: Uint32Array;
  readonly start: Uint32Array;
}

/**
 * Sorts indices by their group (a counting sort).
 * @param groupOf group of each index, below `groups`.
 * @param initial an order of all indices, kept within each group.
 */
export function groupIndices(
  groupOf: Uint16Array | Uint32Array,
  groups: number,
  initial: Uint32Array,
): GroupedIndices {
  const start = new Uint32Array(groups + 1);
  for (let i = 0; i < groupOf.length; i++) start[groupOf[i]! + 1]!++;
  for (let group = 0; group < groups; group++) start[group + 1]! += start[group]!;
  const cursor = start.slice();
  const order = new Uint32Array(groupOf.length);
  for (let i = 0; i < order.length; i++) {
    const index = initial[i]!;
    order[cursor[groupOf[index]!]!++] = index;
  }
  return { order, start };
}

/** The indices of one group. */
export function groupAt({ order, start }: GroupedIndices, group: number): Uint32Array {
  return order.subarray(start[group], start[group + 1]);
}
