// Events of a job (train, evaluate): what a job process sends, the journal stores and the page replays.
import { z } from 'zod';

/** Losses of one step or the mean of one epoch; each already multiplied by its weight. */
export const lossesSchema = z.object({
  total: z.number(),
  box: z.number(),
  objectness: z.number(),
  class: z.number(),
  sigma: z.number(),
});
export type Losses = z.infer<typeof lossesSchema>;

/** Metrics of a validation: at the recipe's operating point where they are counts. */
export const validationMetricsSchema = z.object({
  split: z.string(),
  AP: z.number(),
  AP50: z.number(),
  precision: z.number(),
  recall: z.number(),
  falsePositivesPerImage: z.number(),
});
export type ValidationMetrics = z.infer<typeof validationMetricsSchema>;

/** Sums over a training's steps: each operation's own time, and each layer's convolution and normalisation. Seconds. */
const stepProfileSchema = z.object({
  steps: z.int(),
  seconds: z.number(),
  operations: z.array(z.object({ name: z.string(), calls: z.int(), seconds: z.number() })),
  layers: z.array(
    z.object({
      layer: z.int(),
      /** For example `3x3/2, 16 to 32 channels, 160x128`. */
      label: z.string(),
      /** Multiply-adds x 2 of one image's forward pass. */
      flops: z.number(),
      forward: z.number(),
      backward: z.number(),
    }),
  ),
});
export type StepProfile = z.infer<typeof stepProfileSchema>;

/** `last` is what training resumes from; the others are the best so far, by AP and by false positives. */
export const checkpointKindSchema = z.enum(['last', 'best-ap', 'best-fp']);
export type CheckpointKind = z.infer<typeof checkpointKindSchema>;

const payloadSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('started'),
    runId: z.string(),
    backend: z.string(),
    epochs: z.int(),
    stepsPerEpoch: z.int(),
    parameters: z.int(),
  }),
  /** Coalesced to about ten a second. */
  z.object({
    type: z.literal('progress'),
    phase: z.enum(['prepare', 'train', 'validate', 'evaluate']),
    done: z.number(),
    total: z.number(),
    unit: z.string(),
    epoch: z.int().optional(),
    epochs: z.int().optional(),
    imagesPerSecond: z.number().optional(),
    secondsLeft: z.number().optional(),
    losses: lossesSchema.optional(),
  }),
  /** One per epoch; never dropped. */
  z.object({
    type: z.literal('metric'),
    epoch: z.int(),
    step: z.int(),
    seconds: z.number(),
    learningRate: z.number(),
    imagesPerSecond: z.number(),
    /** Share of the steps' time in which they waited for images, in [0, 1]; journals of older runs lack it. */
    waitShare: z.number().optional(),
    /** Memory of the process after the epoch, bytes, and its tensors; journals of older runs lack them. */
    memory: z.object({ residentBytes: z.int(), peakBytes: z.int(), tensors: z.int() }).optional(),
    losses: lossesSchema,
    /** Per branch, coarsest first. */
    branches: z.array(
      z.object({
        stride: z.int(),
        box: z.number(),
        objectness: z.number(),
        class: z.number(),
        positives: z.number(),
      }),
    ),
    validation: validationMetricsSchema.optional(),
  }),
  z.object({
    type: z.literal('checkpoint'),
    kind: checkpointKindSchema,
    epoch: z.int(),
    file: z.string(),
  }),
  z.object({ type: z.literal('log'), level: z.enum(['info', 'warning', 'error']), message: z.string() }),
  /** The number of epochs was fitted to a time limit. */
  z.object({ type: z.literal('planned'), epochs: z.int(), reason: z.string() }),
  z.object({ type: z.literal('diverged'), epoch: z.int(), step: z.int(), message: z.string() }),
  /** What the job's time went to, longest first. */
  z.object({
    type: z.literal('timing'),
    steps: z.array(z.object({ name: z.string(), seconds: z.number() })),
    profile: stepProfileSchema.optional(),
  }),
  z.object({ type: z.literal('succeeded'), seconds: z.number() }),
  z.object({ type: z.literal('failed'), code: z.string(), message: z.string(), hint: z.string().optional() }),
  z.object({ type: z.literal('cancelled'), seconds: z.number() }),
]);
export type JobEventPayload = z.infer<typeof payloadSchema>;

/** An event as the journal holds it: numbered from 1 and stamped (ISO 8601). */
export const jobEventSchema = z.object({
  sequence: z.int().positive(),
  at: z.string(),
  event: payloadSchema,
});
export type JobEvent = z.infer<typeof jobEventSchema>;

/** Events after which a job sends nothing more. `diverged` is followed by `failed`. */
export function isTerminal(event: JobEventPayload): boolean {
  return event.type === 'succeeded' || event.type === 'failed' || event.type === 'cancelled';
}
