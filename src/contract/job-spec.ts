// What a job process is asked to do.
import { z } from 'zod';
import { backendSchema, recipeSchema } from './recipe.ts';

/** Training, from a recipe or from the last checkpoint of a run. The run folder exists before the job starts. */
export const trainSpecSchema = z.object({
  kind: z.literal('train'),
  /** Absolute path of the run folder. */
  runDirectory: z.string(),
  datasetRoot: z.string(),
  recipe: recipeSchema,
  resume: z.boolean().default(false),
  backend: backendSchema.or(z.literal('auto')).default('auto'),
  maxMinutes: z.number().positive().nullable().default(null),
  /** Time every operation of the training steps. */
  profile: z.boolean().optional(),
});
export type TrainSpec = z.infer<typeof trainSpecSchema>;

/** Evaluation of a run's best checkpoint on a split of its dataset. */
export const evaluateSpecSchema = z.object({
  kind: z.literal('evaluate'),
  runDirectory: z.string(),
  split: z.string(),
  backend: backendSchema.or(z.literal('auto')).default('auto'),
});
export type EvaluateSpec = z.infer<typeof evaluateSpecSchema>;

export const jobSpecSchema = z.discriminatedUnion('kind', [trainSpecSchema, evaluateSpecSchema]);
export type JobSpec = z.infer<typeof jobSpecSchema>;
