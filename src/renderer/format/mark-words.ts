// Marks in words.
import type { MarkKind } from '../../core/marks/mark.ts';

export const MARK_WORDS: Record<
  MarkKind,
  { readonly name: string; readonly hint: string; readonly done: string }
> = {
  'missing-label': {
    name: 'missing label',
    hint: 'There is an object that nobody annotated: it counts as ground truth from now on.',
    done: 'Marked as a missing label: it counts as ground truth.',
  },
  'hard-negative': {
    name: 'hard negative',
    hint: 'There is none, but it looks like one: its image is drawn more often in the next training.',
    done: 'Marked as a hard negative: the next training sees its image more often.',
  },
  'ignore-region': {
    name: 'ignore region',
    hint: 'Nothing is to be said about this place: detections here count neither way.',
    done: 'Marked as an ignore region: detections here count neither way.',
  },
};

export const MARK_KEYS: Readonly<Record<MarkKind, string>> = {
  'missing-label': 'M',
  'hard-negative': 'H',
  'ignore-region': 'I',
};
