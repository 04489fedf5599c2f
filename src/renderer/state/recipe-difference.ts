// Where two recipes differ, field by field.

export interface RecipeDifference {
  /** Dotted path in the recipe. */
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

/** Fields whose values differ, in the order of the recipe. `from` and `to` are short texts. */
export function recipeDifferences(from: object, to: object): readonly RecipeDifference[] {
  const before = leaves(from, '');
  const after = leaves(to, '');
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].flatMap((path) => {
    const [a, b] = [before.get(path), after.get(path)];
    return JSON.stringify(a) === JSON.stringify(b) ? [] : [{ path, from: describe(a), to: describe(b) }];
  });
}

function leaves(value: object, prefix: string): Map<string, unknown> {
  const all = new Map<string, unknown>();
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
      for (const [deeper, leaf] of leaves(inner, path)) all.set(deeper, leaf);
    } else all.set(path, inner);
  }
  return all;
}

/** Branches as `16: 20x21 45x54`, other values as JSON without its quotes. */
function describe(value: unknown): string {
  if (value === undefined) return '–';
  if (Array.isArray(value) && value.some(isBranch)) {
    return value
      .filter(isBranch)
      .map(
        ({ stride, anchors }) =>
          `${stride}: ${anchors.map(([w, h]) => `${Math.round(w)}x${Math.round(h)}`).join(' ')}`,
      )
      .join('; ');
  }
  return JSON.stringify(value).replaceAll('"', '').replaceAll(',', ', ');
}

function isBranch(value: unknown): value is { stride: number; anchors: [number, number][] } {
  return typeof value === 'object' && value !== null && 'stride' in value && 'anchors' in value;
}
