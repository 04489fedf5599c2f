// A dataset that is open: its images by id, their problems, its summary and lists of images.
import { join } from 'node:path';
import type { DatasetImage, ImageList, datasetImagesInput } from '../../contract/api.ts';
import type { Dataset, DatasetProblem, DatasetSummary, ImageRecord } from '../../contract/dataset.ts';
import { UserError } from '../../core/user-error.ts';
import { measureBrightness } from '../../storage/datasets/measure-brightness.ts';
import { summarizeDataset } from '../../storage/datasets/summarize.ts';
import type { z } from 'zod';

type ImageFilter = Omit<z.infer<typeof datasetImagesInput>, 'datasetId' | 'offset' | 'limit'>;

/** Answers about one dataset; what costs time is computed once. */
export class ReadyDataset {
  readonly dataset: Dataset;
  readonly #records: ReadonlyMap<string, ImageRecord>;
  readonly #problems = new Map<string, DatasetProblem[]>();
  #summary: DatasetSummary;
  /** The last filter and what it let through: a gallery scrolls through one filter's images. */
  #filtered: { key: string; records: readonly ImageRecord[] } | null = null;

  constructor(dataset: Dataset) {
    this.dataset = dataset;
    this.#records = new Map(dataset.images.map((record) => [record.imageId, record]));
    for (const problem of dataset.problems) {
      if (problem.imageId === undefined) continue;
      const known = this.#problems.get(problem.imageId);
      if (known) known.push(problem);
      else this.#problems.set(problem.imageId, [problem]);
    }
    this.#summary = summarizeDataset(dataset);
  }

  /** Brightness is null until it was measured. */
  get summary(): DatasetSummary {
    return this.#summary;
  }

  /** Decodes every image small; the summary has brightness afterwards. */
  async measureBrightness(signal: AbortSignal): Promise<void> {
    const { histogram } = await measureBrightness(this.dataset, { signal });
    this.#summary = { ...this.#summary, brightness: histogram };
  }

  /** @throws UserError when the dataset has no such image */
  image(imageId: string): DatasetImage {
    return { record: this.#record(imageId), problems: this.#problems.get(imageId) ?? [] };
  }

  /** Absolute path of an image's file: found by the image's identity, never made from what a page sent. */
  imagePath(imageId: string): string {
    return join(this.dataset.root, this.#record(imageId).file);
  }

  list(filter: ImageFilter, offset: number, limit: number): ImageList {
    const records = this.#filter(filter);
    return {
      total: records.length,
      items: records.slice(offset, offset + limit).map(({ imageId, width, height, split, groundTruth }) => ({
        imageId,
        width,
        height,
        split,
        boxes: groundTruth.length,
        problems: this.#problems.get(imageId)?.length ?? 0,
      })),
    };
  }

  #record(imageId: string): ImageRecord {
    const record = this.#records.get(imageId);
    if (record) return record;
    throw new UserError({
      code: 'image-unknown',
      message: `The dataset ${this.dataset.name} has no image ${imageId}.`,
      hint: 'The folder may have changed: close the dataset and open it again.',
    });
  }

  #filter({ split, className, onlyProblems, search }: ImageFilter): readonly ImageRecord[] {
    const key = JSON.stringify([split, className, onlyProblems, search]);
    if (this.#filtered?.key === key) return this.#filtered.records;
    const classIndex = className === undefined ? null : this.dataset.classes.indexOf(className);
    const part = search?.trim().toLowerCase().normalize('NFC') ?? '';
    const records = this.dataset.images.filter(
      (record) =>
        (split === undefined || record.split === split) &&
        (classIndex === null || record.groundTruth.some((truth) => truth.classIndex === classIndex)) &&
        (onlyProblems !== true || this.#problems.has(record.imageId)) &&
        (part === '' || record.imageId.toLowerCase().includes(part)),
    );
    this.#filtered = { key, records };
    return records;
  }
}
