// The keys of the wall's crops, and what they do.
import type { Shortcut } from '../../../state/shortcuts.svelte.ts';
import type { Step } from '../../../state/wall/wall-layout.ts';

interface GridActions {
  /** Goes to another crop; with `extend` all in between are selected. */
  readonly step: (way: Step, extend?: boolean) => void;
  readonly stepPage: (way: 'up' | 'down') => void;
  /** Selects the crop that the keys stand on, or lets it go. */
  readonly toggle: () => void;
  readonly open: () => void;
  readonly selectGroup: () => void;
  readonly foldGroup: () => void;
  readonly selectAll: () => void;
  readonly selectNothing: () => void;
}

const ARROWS = [
  ['left', 'crop to the left'],
  ['right', 'crop to the right'],
  ['up', 'crop above'],
  ['down', 'crop below'],
] as const;

export function gridKeys(actions: GridActions): readonly Shortcut[] {
  const { step, stepPage } = actions;
  const keys: readonly (readonly [key: string, label: string, run: () => void])[] = [
    ...ARROWS.flatMap(([way, label]) => [
      [`Arrow ${way}`, label, () => step(way)] as const,
      [`Shift Arrow ${way}`, `${label}, and select`, () => step(way, true)] as const,
    ]),
    ['Home', 'first crop', () => step('first')],
    ['End', 'last crop', () => step('last')],
    ['PageUp', 'a page up', () => stepPage('up')],
    ['PageDown', 'a page down', () => stepPage('down')],
    ['Space', 'select the crop, or let it go', actions.toggle],
    ['Enter', 'open the crop in its image', actions.open],
    ['A', 'select all of its group', actions.selectGroup],
    ['O', 'open or fold its group', actions.foldGroup],
    ['Ctrl A', 'select all that pass the filter', actions.selectAll],
    ['Esc', 'select nothing', actions.selectNothing],
  ];
  return keys.map(([key, label, run]) => ({ key, label, group: 'wall', run }));
}
