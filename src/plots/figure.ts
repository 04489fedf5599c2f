// What a plot is before it is drawn: marks and scales, what it says in words and as a table, and what can be opened in it.
import type { Markish, PlotOptions } from '@observablehq/plot';
import type { CsvTable } from './csv.ts';

/** A part of a plot that stands for boxes. Where it lies: a value of a band scale, or the whole length of that axis. */
export interface PlotTarget<T> {
  /** What it is, with its figures; for a tooltip and for those who do not see it. */
  readonly label: string;
  readonly x?: string;
  readonly y?: string;
  readonly value: T;
}

/** `T`: what a target stands for. */
export interface PlotFigure<T = never> {
  readonly title: string;
  /** What it comes to, in a sentence. */
  readonly summary: string;
  /** Without size and document. Colours are CSS variables (colours.ts). */
  readonly options: PlotOptions;
  /** Drawn only where there is a pointer. */
  readonly hover?: readonly Markish[];
  readonly targets?: readonly PlotTarget<T>[];
  readonly table: CsvTable;
}
