// The way back that a notice about marks offers.
import type { MarkChange } from './marks.svelte.ts';
import type { NoticeAction, Notices } from './notices.svelte.ts';

/** Takes these changes back, the last one first, and no others; void once steps were undone in another way. */
export function undoMarks(notices: Notices, changes: readonly MarkChange[]): NoticeAction {
  const takeBack = async (): Promise<void> => {
    for (const change of changes.toReversed()) await change.takeBack();
  };
  return {
    label: 'undo',
    run: () => void takeBack().catch((error: unknown) => notices.failed(error)),
    isVoid: () => changes.some((change) => change.isVoid()),
  };
}
