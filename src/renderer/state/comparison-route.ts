// How two runs are compared, as the URL says it: `comparing=swap,same`.

export interface ComparisonOptions {
  /** The later run is shown first. */
  readonly swapped: boolean;
  /** Both are judged at the settings of the run that is open, instead of each at its own. */
  readonly sameSettings: boolean;
}

export function parseComparison(text: string | undefined): ComparisonOptions {
  const words = text?.split(',') ?? [];
  return { swapped: words.includes('swap'), sameSettings: words.includes('same') };
}

/** The inverse of `parseComparison`; undefined where nothing differs from the default. */
export function formatComparison({ swapped, sameSettings }: ComparisonOptions): string | undefined {
  const words = [...(swapped ? ['swap'] : []), ...(sameSettings ? ['same'] : [])];
  return words.length === 0 ? undefined : words.join(',');
}
