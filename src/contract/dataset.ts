// Schemas of a dataset as it is read from a folder: records, classes, splits and the problems found.
import { z } from 'zod';

/** Layouts that are recognised by looking at the folder. */
export const datasetFormatSchema = z.enum(['voc', 'yolo', 'darknet', 'coco']);
export type DatasetFormat = z.infer<typeof datasetFormatSchema>;

const boxSchema = z.object({ x1: z.number(), y1: z.number(), x2: z.number(), y2: z.number() });

/** One annotated object: box in image px (after EXIF orientation), xyxy, clipped to the image. */
export const groundTruthSchema = z.object({
  box: boxSchema,
  classIndex: z.int().nonnegative(),
  ignore: z.enum(['crowd', 'difficult']).exactOptional(),
  /** Area for COCO's size ranges, px squared. */
  area: z.number().nonnegative(),
});

/** One image with its annotations. */
export const imageRecordSchema = z.object({
  /** POSIX path relative to the dataset root, NFC: the identity of the image everywhere. */
  imageId: z.string(),
  /** The same path as the file system spells it (may be NFD); join with the root to open the file. */
  file: z.string(),
  /** Size in px after EXIF orientation. */
  width: z.int().positive(),
  height: z.int().positive(),
  split: z.string(),
  groundTruth: z.array(groundTruthSchema),
  /** The image's identity in the annotation file (COCO), kept for export. */
  externalId: z.union([z.number(), z.string()]).optional(),
  /** Of an evaluated image: hash of its file's bytes then. Absent where it is not known. */
  contentHash: z.string().exactOptional(),
});
export type ImageRecord = z.infer<typeof imageRecordSchema>;

/** Every kind of flaw that a reader reports. */
export const problemCodeSchema = z.enum([
  'label-missing',
  'label-mostly-missing',
  'label-unreadable',
  'label-without-image',
  'row-unreadable',
  'row-repaired',
  'box-clipped',
  'box-outside',
  'box-zero-area',
  'box-duplicate',
  'box-near-duplicate',
  'box-tiny',
  'class-unknown',
  'classes-made',
  'polygon-converted',
  'size-mismatch',
  'exif-orientation',
  'image-missing',
  'image-unreadable',
  'image-truncated',
  'image-too-small',
  'image-duplicate',
  'image-unlisted',
  'image-16-bit',
  'image-converted',
  'split-made',
  'split-unknown-image',
  'name-normalised',
  'name-mismatch',
]);
export type ProblemCode = z.infer<typeof problemCodeSchema>;

/** One flaw of a dataset: what, where, what was done about it. */
export const datasetProblemSchema = z.object({
  code: problemCodeSchema,
  /** `error`: the image or box is left out; `warning`: repaired or doubtful; `note`: worth knowing. */
  severity: z.enum(['error', 'warning', 'note']),
  /** What was found against what was expected, and what was done. */
  message: z.string(),
  /** Path relative to the dataset root. */
  file: z.string(),
  /** One-based. */
  line: z.int().positive().optional(),
  imageId: z.string().optional(),
});
export type DatasetProblem = z.infer<typeof datasetProblemSchema>;

/** A dataset in memory. */
export const datasetSchema = z.object({
  /** Absolute path of the folder. */
  root: z.string(),
  /** Last component of the root; names the folder of its runs. */
  name: z.string(),
  format: datasetFormatSchema,
  classes: z.array(z.string()),
  /** Original category ids in the order of the classes (COCO, which has gaps), kept for export. */
  categoryIds: z.array(z.number()).optional(),
  /** Names of the splits in the usual order: train, val, test, then others. */
  splits: z.array(z.string()),
  /** The folder says that train and val together are what to train on (Pascal VOC's trainval.txt beside both). */
  trainval: z.boolean().optional(),
  /** `files`: the folder states the splits; `made`: none was stated and a seeded split was made. */
  splitSource: z.enum(['files', 'made']),
  images: z.array(imageRecordSchema),
  problems: z.array(datasetProblemSchema),
  /** Hash over image names, sizes, classes, splits and boxes: equal datasets have equal fingerprints. */
  fingerprint: z.string(),
});
export type Dataset = z.infer<typeof datasetSchema>;

const histogramSchema = z.object({
  /** Bin edges, one more than counts. */
  edges: z.array(z.number()),
  counts: z.array(z.int().nonnegative()),
});
export type Histogram = z.infer<typeof histogramSchema>;

/** What the health report and the Dataset screen show: everything but the images themselves. */
export const datasetSummarySchema = z.object({
  root: z.string(),
  name: z.string(),
  format: datasetFormatSchema,
  splitSource: z.enum(['files', 'made']),
  fingerprint: z.string(),
  images: z.int(),
  boxes: z.int(),
  /** Boxes that are ignore regions (crowd, difficult). */
  ignoreBoxes: z.int(),
  /** Images without any box. */
  background: z.int(),
  splits: z.array(z.object({ name: z.string(), images: z.int(), boxes: z.int(), background: z.int() })),
  classes: z.array(
    z.object({
      name: z.string(),
      boxes: z.int(),
      images: z.int(),
      boxesPerSplit: z.record(z.string(), z.int()),
    }),
  ),
  /** Image sizes, most frequent first. */
  imageSizes: z.array(z.object({ width: z.int(), height: z.int(), images: z.int() })),
  /** Square root of box area, px of the original image; logarithmic bins. */
  boxSizes: histogramSchema,
  /** Box sizes [width, height] px, a seeded sample of at most 5,000, with class index. */
  boxSample: z.array(z.tuple([z.number(), z.number(), z.int()])),
  boxesPerImage: histogramSchema,
  /** Mean luma of each image in [0, 255]; null until measured. */
  brightness: histogramSchema.nullable(),
  /** At most 1,000 of each code. */
  problems: z.array(datasetProblemSchema),
  /** How many problems of each code there are in all; absent where `problems` is complete. */
  problemCounts: z.partialRecord(problemCodeSchema, z.int().positive()).optional(),
});
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;
