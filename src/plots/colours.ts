// The colours of plots: by name, so that one drawing serves dark and light, page and file.

/** Light and dark value of every token that a plot uses; the same as in the page's tokens.css, and a test holds them together. */
export const PALETTE = {
  panel: ['#ffffff', '#1b1e24'],
  raised: ['#f1f3f6', '#23272f'],
  line: ['#dce0e7', '#2d323b'],
  'line-strong': ['#858e9c', '#6c7584'],
  text: ['#191c22', '#e8eaed'],
  dim: ['#575f6c', '#9ba4b1'],
  accent: ['#2b5fd6', '#7aa2f7'],
  tp: ['#0b7553', '#2bb58a'],
  fp: ['#b4440d', '#f0763b'],
  fn: ['#1565a8', '#58b4f0'],
  'branch-4': ['#a8327f', '#ec8fc6'],
  'branch-8': ['#6d3fc4', '#b18cf5'],
  'branch-16': ['#0b6b80', '#4fc3d9'],
  'branch-32': ['#8a5500', '#f2b04c'],
  'branch-64': ['#5b6b1a', '#b4c65a'],
} as const satisfies Readonly<Record<string, readonly [light: string, dark: string]>>;
type ColourName = keyof typeof PALETTE;
export type PlotTheme = 'light' | 'dark';

/** A colour as a plot names it: a CSS variable, which the page knows and `resolveColours` puts a value for. */
export function colour(name: ColourName): string {
  return `var(--${name})`;
}

/** The colour of a branch by its stride, the same on every screen. */
export function branchColour(stride: number | undefined): string {
  const name = `branch-${stride ?? ''}`;
  return colour(isColourName(name) ? name : 'dim');
}

/** A drawing with the values of a theme for the names of its colours: for where no style sheet knows them. */
export function resolveColours(drawing: string, theme: PlotTheme): string {
  return drawing.replace(/var\(--([\w-]+)\)/g, (whole, name: string) =>
    isColourName(name) ? PALETTE[name][theme === 'light' ? 0 : 1] : whole,
  );
}

function isColourName(name: string): name is ColourName {
  return Object.hasOwn(PALETTE, name);
}
