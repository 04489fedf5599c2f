// Undo and redo of marks: examples, and laws over any sequence of operations.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyOperation, nextSteps, NO_MARKS, type MarkHistory, type MarkOperation } from './mark-history.ts';
import type { Mark } from './mark.ts';

const mark = (markId: string): Mark => ({
  markId,
  createdAt: '',
  kind: 'hard-negative',
  imageId: 'a.jpg',
  box: { x1: 0, y1: 0, x2: 9, y2: 9 },
  className: 'cell',
});
const add = (...ids: string[]): MarkOperation => ({ op: 'add', marks: ids.map(mark) });
const remove = (...markIds: string[]): MarkOperation => ({ op: 'remove', markIds });
const [undo, redo] = [{ op: 'undo' }, { op: 'redo' }] as const;

const play = (operations: readonly MarkOperation[]): MarkHistory =>
  operations.reduce(applyOperation, NO_MARKS);
const idsAfter = (...operations: MarkOperation[]): string =>
  play(operations)
    .marks.map(({ markId }) => markId)
    .join('');

it('takes a batch back in one step, and does it again', () => {
  expect(idsAfter(add('a'), add('b', 'c', 'd'), undo)).toBe('a');
  expect(idsAfter(add('a'), add('b', 'c', 'd'), undo, undo, redo, redo)).toBe('abcd');
});

it('puts what was removed back where it stood', () => {
  expect(idsAfter(add('a', 'b', 'c'), remove('b', 'a'))).toBe('c');
  expect(idsAfter(add('a', 'b', 'c'), remove('b', 'a'), undo)).toBe('abc');
});

it('forgets what was undone once something else is done', () => {
  expect(idsAfter(add('a'), undo, add('b'), redo)).toBe('b');
});

it('takes no step that changes nothing', () => {
  const history = play([add('a')]);
  for (const operation of [redo, remove('x'), add('a'), add()])
    expect(applyOperation(history, operation)).toBe(history);
  expect(applyOperation(NO_MARKS, undo)).toBe(NO_MARKS);
});

it('says what the next steps are', () => {
  expect(nextSteps(NO_MARKS)).toEqual({ undo: null, redo: null });
  expect(nextSteps(play([add('a', 'b')]))).toEqual({ undo: '2 hard negatives', redo: null });
  expect(nextSteps(play([add('a', 'b'), remove('b'), undo]))).toEqual({
    undo: '2 hard negatives',
    redo: 'removal of 1 mark',
  });
});

const ids = fc.subarray(['a', 'b', 'c', 'd', 'e', 'f'], { minLength: 1 });
const operation: fc.Arbitrary<MarkOperation> = fc.oneof(
  ids.map((some) => add(...some)),
  ids.map((some) => remove(...some)),
  fc.constantFrom<MarkOperation>(undo, redo),
);

it('leads back to nothing by undoing all, and from there to the same by redoing all', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 30 }), (operations) => {
      const history = play(operations);
      let back = history;
      while (nextSteps(back).undo !== null) back = applyOperation(back, undo);
      expect(back.marks).toEqual([]);
      while (nextSteps(back).redo !== null) back = applyOperation(back, redo);
      const all = { ...history, done: [...history.done, ...history.undone.toReversed()], undone: [] };
      expect(back.done).toEqual(all.done);
      for (let i = 0; i < history.undone.length; i++) back = applyOperation(back, undo);
      expect(back).toEqual(history);
    }),
  );
});

it('never holds a mark twice', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 30 }), (operations) => {
      const held = play(operations).marks.map(({ markId }) => markId);
      expect(new Set(held).size).toBe(held.length);
    }),
  );
});
