// Marks on boxes: how they lie on disk, how the page asks for them, and what it gets.
import { z } from 'zod';
import type * as history from '../core/marks/mark-history.ts';
import type * as core from '../core/marks/mark.ts';

export const newMarkSchema = z.object({
  kind: z.enum(['missing-label', 'hard-negative', 'ignore-region']),
  imageId: z.string(),
  /** Image px (after EXIF orientation), xyxy. */
  box: z.object({ x1: z.number(), y1: z.number(), x2: z.number(), y2: z.number() }),
  /** By name: the order of a dataset's classes may change. */
  className: z.string(),
  /** The detection that was marked; absent for a box that was drawn. */
  source: z.object({ runId: z.string(), split: z.string(), score: z.number() }).exactOptional(),
}) satisfies z.ZodType<core.NewMark>;

export const markSchema = newMarkSchema.extend({
  markId: z.string(),
  createdAt: z.string(),
}) satisfies z.ZodType<core.Mark>;

/** The first line of marks.jsonl: whose marks these are. */
export const markOwnerSchema = z.object({
  format: z.literal(1),
  name: z.string(),
  /** Absolute path. */
  root: z.string(),
  /** Of the dataset when the first mark was made. */
  fingerprint: z.string(),
});
export type MarkOwner = Omit<z.infer<typeof markOwnerSchema>, 'format'>;

/** Time of a line, ISO 8601. */
const at = z.string();

/** Every other line of marks.jsonl. */
export const markLineSchema = z.discriminatedUnion('op', [
  z.object({ at, op: z.literal('add'), marks: z.array(markSchema) }),
  z.object({ at, op: z.literal('remove'), markIds: z.array(z.string()) }),
  z.object({ at, op: z.literal('undo') }),
  z.object({ at, op: z.literal('redo') }),
]) satisfies z.ZodType<history.MarkOperation>;

/** marks.json of a run: what its training took into account, as it was when it began. */
export const runMarksSchema = z.object({ format: z.literal(1), marks: z.array(markSchema) });

/** A mark that is not in the label files, and why. */
export const leftOutMarkSchema = z.object({
  markId: z.string(),
  imageId: z.string(),
  /**
   * `no-ignore-regions`: the format cannot say it. `already-labelled`: the box is in the labels by now. `image-missing` and
   * `class-unknown`: the dataset has changed. `label-file`: the file cannot be added to.
   */
  reason: z.enum(['no-ignore-regions', 'already-labelled', 'image-missing', 'class-unknown', 'label-file']),
  /** In words. */
  message: z.string(),
});
export type LeftOutMark = z.infer<typeof leftOutMarkSchema>;

export const addMarksInput = z.object({ datasetId: z.string(), marks: z.array(newMarkSchema).min(1) });
export const removeMarksInput = z.object({ datasetId: z.string(), markIds: z.array(z.string()).min(1) });

/** All marks of a dataset. */
export interface MarkList {
  readonly datasetId: string;
  readonly marks: readonly core.Mark[];
  /** The step that undo would take back, for example `3 missing labels`; null where there is none. */
  readonly undo: string | null;
  readonly redo: string | null;
  /** Label files as they would be with the marks: kept beside the runs, never in the dataset's folder. */
  readonly overlay: {
    /** Absolute path; laid over the dataset's folder it gives the corrected dataset. */
    readonly directory: string;
    readonly state: 'current' | 'writing' | 'failed';
    /** What went wrong; null unless it failed. */
    readonly message: string | null;
    /** Marks that are not in it. */
    readonly leftOut: readonly LeftOutMark[];
  };
}

/** Marks as a change to the dataset's own labels: a unified diff, or for COCO the annotations to add. */
export interface MarkExport {
  /** Suggested, for example `cells-marks.patch`. */
  readonly fileName: string;
  readonly text: string;
  /** Label files that are changed or made. */
  readonly files: number;
  /** Marks that are in it. */
  readonly marks: number;
  readonly leftOut: readonly LeftOutMark[];
}
