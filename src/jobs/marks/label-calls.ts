// What is said between the server and a thread that works on label files.
import type { LeftOutMark, MarkExport } from '../../contract/marks.ts';
import type { Mark } from '../../core/marks/mark.ts';
import type { UserErrorDetails } from '../../core/user-error.ts';
import type { LabelledDataset } from '../../storage/marks/label-edits.ts';
import type { OverlaySource } from '../../storage/marks/write-overlay.ts';

/** What the thread is asked for, and what it answers with. */
export interface LabelCalls {
  /** Marks that are not in the overlay. */
  overlay: {
    input: LabelInput & { readonly folder: string; readonly source: OverlaySource };
    output: readonly LeftOutMark[];
  };
  export: { input: LabelInput; output: MarkExport };
}

interface LabelInput {
  readonly dataset: LabelledDataset;
  readonly marks: readonly Mark[];
}

/** Told to the thread when it starts. */
export type LabelRequest = {
  [K in keyof LabelCalls]: { readonly call: K; readonly input: LabelCalls[K]['input'] };
}[keyof LabelCalls];

export type LabelReport =
  | { readonly type: 'done'; readonly output: LabelCalls[keyof LabelCalls]['output'] }
  | { readonly type: 'failed'; readonly userError: UserErrorDetails }
  /** Stack of a bug. */
  | { readonly type: 'broken'; readonly stack: string };
