// A run's record (run.json): state, what made it, and its leading numbers.
import { z } from 'zod';
import { operatingSettingsSchema } from './evaluation.ts';
import { checkpointKindSchema } from './job-events.ts';
import { backendSchema } from './recipe.ts';

export const runStateSchema = z.enum([
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'diverged',
  'interrupted',
]);
export type RunState = z.infer<typeof runStateSchema>;

/** Where the boxes of a run come from that was not trained here: another detector's predictions, and no network. */
const runSourceSchema = z.object({
  kind: z.literal('imported'),
  /** Absolute path of the predictions as they were read. */
  file: z.string(),
});
export type RunSource = z.infer<typeof runSourceSchema>;

/** What of a network's numbers comes from another's. */
const transferSummarySchema = z.object({
  /** Tensors that are as they were, that were changed to fit, and that are new; running statistics included. */
  whole: z.int(),
  adapted: z.int(),
  fresh: z.int(),
  /** Share of the numbers that come from the source, in [0, 1]. */
  share: z.number(),
  /** Names of layers (`Layer.role`) that were changed to fit, that are new, and of those of the source that have no place. */
  adaptedLayers: z.array(z.string()),
  freshLayers: z.array(z.string()),
  unusedLayers: z.array(z.string()),
});
export type TransferSummary = z.infer<typeof transferSummarySchema>;

/** The run that a training started from the weights of. */
const parentSchema = z.object({
  runId: z.string(),
  /** Absolute path of its folder when this run was made. */
  directory: z.string(),
  checkpoint: checkpointKindSchema,
  /** The prediction layers were started anew. */
  newHeads: z.boolean().exactOptional(),
  /** Null until the training has read the weights. */
  transfer: transferSummarySchema.nullable(),
});
export type ParentRun = z.infer<typeof parentSchema>;

export const runRecordSchema = z.object({
  format: z.literal(1),
  /** Folder name: time and a short random part; never changes. */
  runId: z.string(),
  /** What differs from the preset, and the metric: `slim-320-gauss-a9-mAP50=0.83-FPI=1.2`. */
  name: z.string(),
  dataset: z.object({
    name: z.string(),
    root: z.string(),
    fingerprint: z.string(),
    classes: z.array(z.string()),
  }),
  state: runStateSchema,
  createdAt: z.string(),
  endedAt: z.string().nullable(),
  backend: backendSchema.nullable(),
  /** What computed, for example `CPU, 8 threads`; absent in older records. */
  device: z.string().optional(),
  /** Largest resident memory of the training's process, bytes; absent in older records. */
  peakBytes: z.int().optional(),
  versions: z.record(z.string(), z.string()),
  seed: z.int(),
  epochsDone: z.int(),
  epochs: z.int(),
  seconds: z.number(),
  parameters: z.int().nullable(),
  /** Numbers of the last evaluation of the test (else validation) split. */
  metrics: z
    .object({
      split: z.string(),
      AP: z.number(),
      AP50: z.number(),
      precision: z.number(),
      recall: z.number(),
      falsePositivesPerImage: z.number(),
    })
    .nullable(),
  /** At which its reports are taken, where a person has saved other settings than the recipe's. */
  operatingSettings: operatingSettingsSchema.exactOptional(),
  /** Splits with a stored evaluation. */
  evaluations: z.array(z.string()),
  /** When the candidates of each were made (ISO 8601); older records lack it. */
  evaluatedAt: z.record(z.string(), z.string()).exactOptional(),
  /** Run whose weights this one started from, if any. */
  parent: parentSchema.nullable(),
  /** Absent for a run that was trained. Where it is present there is neither recipe nor checkpoint. */
  source: runSourceSchema.exactOptional(),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }).nullable(),
  /** Operating-system process that trains it, while it is running. */
  pid: z.int().nullable(),
});
export type RunRecord = z.infer<typeof runRecordSchema>;
