// What an evaluation leaves: COCO's numbers, counts at an operating point, and the curves.
// The shapes are those that core computes; `satisfies` keeps the two in step.
import { z } from 'zod';
import { ERROR_KINDS } from '../core/errors/error-kind.ts';
import type * as core from '../core/metrics/summary.ts';
import { SUPPRESSION_METHODS, type SuppressionRule } from '../core/nms/rule.ts';
import type { MutedCandidates, ScoreCriterion } from '../core/nms/scores.ts';

/** COCO's twelve numbers, each in [0, 1], or -1 where no ground truth of that size exists (as pycocotools reports it). */
export const cocoMetricsSchema = z.object({
  AP: z.number(),
  AP50: z.number(),
  AP75: z.number(),
  APsmall: z.number(),
  APmedium: z.number(),
  APlarge: z.number(),
  AR1: z.number(),
  AR10: z.number(),
  AR100: z.number(),
  ARsmall: z.number(),
  ARmedium: z.number(),
  ARlarge: z.number(),
}) satisfies z.ZodType<core.CocoMetrics>;

const suppressionRuleSchema = z.object({
  method: z.enum(SUPPRESSION_METHODS),
  acrossClasses: z.boolean(),
  diouBeta: z.number().positive(),
  softSigma: z.number().positive(),
  votingSigma: z.number().positive(),
  fusedScore: z.enum(['max', 'mean']),
}) satisfies z.ZodType<SuppressionRule>;

const power = z.number().min(0).max(10);
const scoreCriterionSchema = z.object({
  objectnessPower: power,
  classPower: power,
  sigmaPower: power,
}) satisfies z.ZodType<ScoreCriterion>;

const index = z.int().nonnegative();
const mutedCandidatesSchema = z.object({
  branches: z.array(index).readonly(),
  anchors: z.array(z.tuple([index, index]).readonly()).readonly(),
  classes: z.array(index).readonly(),
}) satisfies z.ZodType<MutedCandidates>;

/** The settings under which detections are counted. A count never appears without them. */
export const operatingSettingsSchema = z.object({
  scoreThreshold: z.number().min(0).max(1),
  nmsIouThreshold: z.number().min(0).max(1),
  matchIouThreshold: z.number().min(0).max(1),
  maxDetections: z.int().positive(),
  /** Absent: greedy. */
  suppression: suppressionRuleSchema.exactOptional(),
  /** Absent: the product of all factors. */
  criterion: scoreCriterionSchema.exactOptional(),
  /** Absent: nothing is muted. */
  muted: mutedCandidatesSchema.exactOptional(),
}) satisfies z.ZodType<core.OperatingSettings>;
export type OperatingSettings = z.infer<typeof operatingSettingsSchema>;

/** Counts at an operating point. */
export const operatingPointSchema = operatingSettingsSchema.extend({
  tp: z.int(),
  fp: z.int(),
  fn: z.int(),
  precision: z.number(),
  recall: z.number(),
  f1: z.number(),
  falsePositivesPerImage: z.number(),
}) satisfies z.ZodType<core.OperatingPoint>;
export type OperatingPoint = z.infer<typeof operatingPointSchema>;

/** Kinds of error as TIDE defines them; `missed` is an object that no detection came near. */
export const errorKindSchema = z.enum(ERROR_KINDS);
export type ErrorKind = z.infer<typeof errorKindSchema>;

const errorGainSchema = z.object({ dAP: z.number() }) satisfies z.ZodType<core.ErrorGain>;

/** TIDE's error analysis, and the counts at the operating point. */
export const errorSummarySchema = z.object({
  AP: z.number(),
  kinds: z.record(
    errorKindSchema,
    errorGainSchema.extend({ count: z.int(), countAtOperatingPoint: z.int() }),
  ),
  falsePositives: errorGainSchema,
  falseNegatives: errorGainSchema,
}) satisfies z.ZodType<core.ErrorSummary>;

/** One class of an evaluation. */
export const classMetricsSchema = z.object({
  name: z.string(),
  AP: z.number(),
  AP50: z.number(),
  groundTruth: z.int(),
  tp: z.int(),
  fp: z.int(),
  fn: z.int(),
  /** Precision at COCO's 101 recall points, match IoU 0.5. */
  precisionAtRecall: z.array(z.number()),
  errors: errorSummarySchema.exactOptional(),
}) satisfies z.ZodType<core.ClassMetrics>;

/** Counts over all classes as the score threshold falls. */
export const scoreCurveSchema = z.array(
  z.object({
    scoreThreshold: z.number(),
    precision: z.number(),
    recall: z.number(),
    f1: z.number(),
    falsePositivesPerImage: z.number(),
  }),
) satisfies z.ZodType<core.ScoreCurvePoint[]>;

const notANumberSchema = z.object({
  candidates: z.int(),
  images: z.int(),
  imageIds: z.array(z.string()),
  counts: z.array(z.int()).exactOptional(),
}) satisfies z.ZodType<core.NotANumber>;

const refusalReasonSchema = z.enum(['not-a-number', 'no-area', 'score-out-of-range']);
const refusedResultsSchema = z.object({
  reasons: z.record(refusalReasonSchema, z.int()),
  entries: z.array(z.object({ index: z.int(), imageId: z.string(), reason: refusalReasonSchema })),
}) satisfies z.ZodType<core.RefusedResults>;

/** evaluations/<split>/summary.json, and the document of `evaluate --json`. */
export const evaluationSummarySchema = z.object({
  split: z.string(),
  images: z.int(),
  coco: cocoMetricsSchema,
  classes: z.array(classMetricsSchema),
  operatingPoint: operatingPointSchema,
  scoreCurve: scoreCurveSchema,
  errors: errorSummarySchema.exactOptional(),
  notANumber: notANumberSchema.exactOptional(),
  refused: refusedResultsSchema.exactOptional(),
}) satisfies z.ZodType<core.EvaluationSummary>;
export type EvaluationSummary = z.infer<typeof evaluationSummarySchema>;
