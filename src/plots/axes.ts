// What the axes of plots have in common.
import type { PlotOptions, ScaleOptions } from '@observablehq/plot';
import { share } from './words.ts';

/** Space for ticks and labels at the left and below, px. */
export const MARGINS = {
  marginLeft: 44,
  marginRight: 18,
  marginTop: 24,
  marginBottom: 38,
} as const satisfies PlotOptions;

/** An axis of values in [0, 1]. */
export function shareAxis(label: string): ScaleOptions {
  return {
    domain: [0, 1],
    ticks: 5,
    tickFormat: (value: number) => (value === 0 || value === 1 ? String(value) : share(value, 1)),
    tickSize: 0,
    label,
  };
}
