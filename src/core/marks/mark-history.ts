// Marks as the outcome of a list of operations, so that each can be taken back and done again.
import { describeMarks, plural } from './count-marks.ts';
import type { Mark } from './mark.ts';

/** One line of the journal. `add` and `remove` are a step each, however many marks they hold. */
export type MarkOperation =
  | { readonly op: 'add'; readonly marks: readonly Mark[] }
  | { readonly op: 'remove'; readonly markIds: readonly string[] }
  | { readonly op: 'undo' }
  | { readonly op: 'redo' };

interface Step {
  readonly label: string;
  readonly added: readonly Mark[];
  readonly removed: ReadonlySet<string>;
}

/** Where a journal has led to. */
export interface MarkHistory {
  /** In the order in which they were made. */
  readonly marks: readonly Mark[];
  /** Steps that can be undone, the latest last. */
  readonly done: readonly Step[];
  /** Steps that can be done again, the next one last. */
  readonly undone: readonly Step[];
}

export const NO_MARKS: MarkHistory = { marks: [], done: [], undone: [] };

/** The history after one more operation. One that changes nothing (an unknown mark, nothing to undo) is no step. */
export function applyOperation(history: MarkHistory, operation: MarkOperation): MarkHistory {
  const { marks, done, undone } = history;
  switch (operation.op) {
    case 'add': {
      const known = new Set(marks.map(({ markId }) => markId));
      const added = operation.marks.filter(({ markId }) => !known.has(markId));
      return takeStep(history, { label: describeMarks(added), added, removed: new Set() });
    }
    case 'remove': {
      const wanted = new Set(operation.markIds);
      const removed = new Set(marks.map(({ markId }) => markId).filter((markId) => wanted.has(markId)));
      return takeStep(history, { label: `removal of ${plural(removed.size, 'mark')}`, added: [], removed });
    }
    case 'undo': {
      const step = done.at(-1);
      if (!step) return history;
      const rest = done.slice(0, -1);
      // From the beginning: marks that come back stand where they stood.
      return { marks: rest.reduce(applyStep, NO_MARKS.marks), done: rest, undone: [...undone, step] };
    }
    case 'redo': {
      const step = undone.at(-1);
      if (!step) return history;
      return { marks: applyStep(marks, step), done: [...done, step], undone: undone.slice(0, -1) };
    }
  }
}

function takeStep(history: MarkHistory, step: Step): MarkHistory {
  if (step.added.length === 0 && step.removed.size === 0) return history;
  return { marks: applyStep(history.marks, step), done: [...history.done, step], undone: [] };
}

function applyStep(marks: readonly Mark[], { added, removed }: Step): readonly Mark[] {
  return [...marks.filter(({ markId }) => !removed.has(markId)), ...added];
}

/** What undo would take back and redo would do again, in words; null where there is nothing. */
export function nextSteps({ done, undone }: MarkHistory): { undo: string | null; redo: string | null } {
  return { undo: done.at(-1)?.label ?? null, redo: undone.at(-1)?.label ?? null };
}
