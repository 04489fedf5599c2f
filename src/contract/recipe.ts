// The recipe of a training: everything that decides its result, with the defaults. Written as recipe.yaml in every run.
import { z } from 'zod';

const anchorSchema = z.tuple([z.number().positive(), z.number().positive()]);

/** Strides that a branch may have. */
export const strideSchema = z.literal([4, 8, 16, 32, 64]);
export type Stride = z.infer<typeof strideSchema>;

/** One FPN output: its stride and its anchors [width, height], px at input size. */
export const branchSchema = z.strictObject({
  stride: strideSchema,
  anchors: z.array(anchorSchema).min(1),
});
export type BranchRecipe = z.infer<typeof branchSchema>;

export const networkPresetSchema = z.enum(['yolov3', 'yolov3-spp', 'yolov3-tiny', 'yolov3-slim']);
export type NetworkPreset = z.infer<typeof networkPresetSchema>;

/** How the levels of the backbone are connected before the heads. */
const neckSchema = z.enum(['fpn', 'pan', 'bifpn', 'none']);

/** Backends in order of preference. */
export const backendSchema = z.enum(['tensorflow', 'wasm', 'cpu']);
export type BackendName = z.infer<typeof backendSchema>;

const sectionDefaults = <T extends z.ZodType>(schema: T) => schema.prefault({} as never);

export const recipeSchema = z.strictObject({
  seed: z.int().default(0),
  /**
   * Splits by name; `auto` takes train / val / test where they exist, and trains on train and val together where the folder
   * says so (Pascal VOC's trainval.txt) and a test split judges. Naming a validation split keeps it out of training.
   */
  data: sectionDefaults(
    z.strictObject({
      train: z.array(z.string()).or(z.literal('auto')).default('auto'),
      validation: z.string().nullable().or(z.literal('auto')).default('auto'),
      test: z.string().nullable().or(z.literal('auto')).default('auto'),
      /** How often an epoch draws a training image that a person marked a hard negative on; 1 is no more often than others. */
      hardNegativeRepeats: z.int().min(1).max(20).default(3),
      /** Train on missing labels and around ignore regions that a person marked. */
      useMarks: z.boolean().default(false),
    }),
  ),
  input: sectionDefaults(
    z.strictObject({
      /** px, a multiple of the coarsest stride. */
      width: z.int().min(32).max(2048).default(320),
      /** px; `auto` follows the dataset's median aspect ratio, rounded up to the coarsest stride. */
      height: z.int().min(32).max(2048).or(z.literal('auto')).default('auto'),
      /** Per-channel mean and standard deviation of RGB in [0, 1], subtracted and divided. */
      mean: z.tuple([z.number(), z.number(), z.number()]).default([0.5, 0.5, 0.5]),
      standardDeviation: z
        .tuple([z.number().positive(), z.number().positive(), z.number().positive()])
        .default([0.25, 0.25, 0.25]),
    }),
  ),
  network: sectionDefaults(
    z.strictObject({
      preset: networkPresetSchema.default('yolov3-slim'),
      /** Channels are multiplied by this and rounded to a multiple of 8 (yolov3-slim only). */
      widthMultiple: z.number().positive().max(4).default(0.5),
      /** fpn (YOLOv3): top-down; pan: and bottom-up after it; bifpn: both, with sums; none: each head on the backbone alone. */
      neck: neckSchema.default('fpn'),
      /** Strides of the branches for which anchors are clustered; used while `branches` is `auto`. */
      strides: z.array(strideSchema).min(1).or(z.literal('auto')).default('auto'),
      anchorsPerBranch: z.int().min(1).max(32).default(3),
      /** Branches with their anchors; `auto` clusters the training boxes. */
      branches: z.array(branchSchema).min(1).or(z.literal('auto')).default('auto'),
      /** Predict a standard deviation for each box side (Gaussian YOLOv3). */
      gaussian: z.boolean().default(false),
    }),
  ),
  loss: sectionDefaults(
    z.strictObject({
      box: z.enum(['mse', 'giou', 'diou', 'ciou', 'gaussian-nll']).default('ciou'),
      boxWeight: z.number().nonnegative().default(2),
      objectnessWeight: z.number().nonnegative().default(1),
      /** What a positive's objectness should be: 1 (paper), or its predicted box's IoU, so that scores rank by placement. */
      objectnessTarget: z.enum(['one', 'iou']).default('one'),
      classWeight: z.number().nonnegative().default(0.5),
      /** Weight of the uncertainty's likelihood where the head is Gaussian and the box loss is another. */
      sigmaWeight: z.number().nonnegative().default(0.1),
      /** Negatives whose predicted box overlaps a ground truth by more than this IoU are ignored. */
      ignoreThreshold: z.number().min(0).max(1).default(0.6),
      /** `best`: the anchor with the best shape IoU (paper); `ratio`: also every anchor whose side ratios are below `ratioThreshold`. */
      assignment: z.enum(['best', 'ratio']).default('ratio'),
      ratioThreshold: z.number().min(1).default(1.6),
    }),
  ),
  optimizer: sectionDefaults(
    z.strictObject({
      kind: z.enum(['sgd', 'adam']).default('sgd'),
      learningRate: z.number().positive().default(0.01),
      momentum: z.number().min(0).max(1).default(0.95),
      nesterov: z.boolean().default(true),
      weightDecay: z.number().nonnegative().default(5e-4),
      /** Largest global norm of the gradient. */
      gradientClipNorm: z.number().positive().default(10),
      /** Decay of the exponential moving average of weights; 0 switches it off. */
      emaDecay: z.number().min(0).max(1).default(0.998),
    }),
  ),
  schedule: sectionDefaults(
    z.strictObject({
      epochs: z.int().positive().default(60),
      batchSize: z.int().positive().default(8),
      warmupSteps: z.int().nonnegative().default(60),
      kind: z.enum(['cosine', 'multi-step', 'constant']).default('cosine'),
      /** Cosine's last learning rate as a share of the first. */
      finalFraction: z.number().min(0).max(1).default(0.02),
      /** Multi-step: points at which the rate is multiplied by `gamma`, as shares of the whole length. */
      milestones: z.array(z.number().min(0).max(1)).default([0.8, 0.9]),
      gamma: z.number().positive().default(0.1),
    }),
  ),
  augmentation: sectionDefaults(
    z.strictObject({
      flipHorizontal: z.number().min(0).max(1).default(0.5),
      /** `auto`: 0.5 where objects lie as often above the middle as below, as under a microscope; else 0. */
      flipVertical: z.number().min(0).max(1).or(z.literal('auto')).default('auto'),
      /** Scale is drawn from [1 - scale, 1 + scale]. */
      scale: z.number().min(0).max(0.9).default(0.2),
      /** Shift as a share of the input size, each way. */
      translate: z.number().min(0).max(0.9).default(0.1),
      /** Added to pixels in [0, 1]; drawn from [-brightness, brightness]. */
      brightness: z.number().min(0).max(1).default(0.1),
      contrast: z.number().min(0).max(1).default(0.2),
      saturation: z.number().min(0).max(1).default(0.2),
    }),
  ),
  evaluation: sectionDefaults(
    z.strictObject({
      /** Candidates below this score are not stored. */
      scoreFloor: z.number().min(0).max(1).default(0.005),
      /** The operating point: the setting at which TP, FP and FN are counted. */
      scoreThreshold: z.number().min(0).max(1).default(0.4),
      nmsIouThreshold: z.number().min(0).max(1).default(0.5),
      matchIouThreshold: z.number().min(0).max(1).default(0.5),
      maxDetections: z.int().positive().default(300),
      /** Validation every so many epochs (and always after the last). */
      everyEpochs: z.int().positive().default(5),
    }),
  ),
});
/** A recipe with all defaults filled in; `auto` values may remain until it is resolved against a dataset. */
export type Recipe = z.infer<typeof recipeSchema>;
/** What a person writes: some settings, or none. */
export type RecipeInput = z.input<typeof recipeSchema>;

/** A recipe without a single `auto`: running it again on the same dataset repeats the run. */
export type ResolvedRecipe = Omit<Recipe, 'data' | 'input' | 'network' | 'augmentation'> & {
  augmentation: Omit<Recipe['augmentation'], 'flipVertical'> & { flipVertical: number };
  data: Omit<Recipe['data'], 'train' | 'validation' | 'test'> & {
    train: string[];
    validation: string | null;
    test: string | null;
  };
  input: Omit<Recipe['input'], 'height'> & { height: number };
  network: Omit<Recipe['network'], 'branches' | 'strides'> & {
    strides: BranchRecipe['stride'][];
    branches: BranchRecipe[];
  };
};
