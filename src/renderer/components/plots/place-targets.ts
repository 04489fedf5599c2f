// Where the parts of a drawing that can be opened lie, and which is next to which.
import type { PlotScales, PlotSize } from '../../../plots/draw-figure.ts';
import type { PlotTarget } from '../../../plots/figure.ts';

/** Px from the drawing's upper left corner. */
export interface PlacedTarget<T> {
  readonly target: PlotTarget<T>;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export type Arrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';

/** From the values of their band scales; the whole drawing along an axis for which there is none. */
export function placeTargets<T>(
  targets: readonly PlotTarget<T>[],
  scales: PlotScales,
  { width, height }: PlotSize,
): readonly PlacedTarget<T>[] {
  const [x, y] = [scales.scale('x'), scales.scale('y')];
  return targets.map((target) => ({
    target,
    left: target.x === undefined ? 0 : Number(x?.apply(target.x)),
    width: target.x === undefined ? width : (x?.bandwidth ?? 0),
    top: target.y === undefined ? 0 : Number(y?.apply(target.y)),
    height: target.y === undefined ? height : (y?.bandwidth ?? 0),
  }));
}

/** How much worse a step aside is than a step ahead. */
const ASIDE = 3;

/** The nearest one in a direction; the same where there is none. */
export function nextTarget(targets: readonly PlacedTarget<unknown>[], from: number, arrow: Arrow): number {
  const start = targets[from];
  if (start === undefined) return from;
  const isVertical = arrow === 'ArrowUp' || arrow === 'ArrowDown';
  const sign = arrow === 'ArrowDown' || arrow === 'ArrowRight' ? 1 : -1;
  let [best, least] = [from, Infinity];
  targets.forEach(({ left, top }, i) => {
    const [dx, dy] = [left - start.left, top - start.top];
    const ahead = sign * (isVertical ? dy : dx);
    const aside = Math.abs(isVertical ? dx : dy);
    const distance = ahead + ASIDE * aside;
    if (ahead > 0.5 && distance < least) [best, least] = [i, distance];
  });
  return best;
}
