// How two runs are compared, as the URL says it: `comparing=swap,same`.
import type { RoutePatch } from './route.ts';
import { NO_SETTINGS } from './settings-route.ts';

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

/** Where two runs are compared on a split from the beginning, each at its own settings. @param run the one that is opened */
export function comparisonOf(
  run: { readonly runId: string },
  other: { readonly runId: string },
  split: string,
): RoutePatch {
  return {
    ...NO_SETTINGS,
    screen: 'inspect',
    view: 'compare',
    run: run.runId,
    with: other.runId,
    split,
    comparing: undefined,
    only: undefined,
    className: undefined,
    image: undefined,
  };
}
