// A dataset that is open: its images by id, their problems, its summary and lists of images.
import { join } from 'node:path';
import type { DatasetImage, ImageList, datasetImagesInput } from '../../contract/api.ts';
import type { DatasetSummary } from '../../contract/dataset.ts';
import { UserError } from '../../core/user-error.ts';
import type { CachedDataset } from '../../storage/datasets/dataset-cache.ts';
import { measureBrightness } from '../../storage/datasets/measure-brightness.ts';
import {
  PackedImages,
  type DatasetAbout,
  type PackedDataset,
} from '../../storage/datasets/packed-dataset.ts';
import type { z } from 'zod';

type ImageFilter = Omit<z.infer<typeof datasetImagesInput>, 'datasetId' | 'offset' | 'limit'>;

/** Answers about one dataset; what costs time is computed once. */
export class ReadyDataset {
  readonly packed: PackedDataset;
  readonly #images: PackedImages;
  #summary: DatasetSummary;
  /** The last filter and what it let through: a gallery scrolls through one filter's images. */
  #filtered: { key: string; images: readonly number[] } | null = null;

  constructor({ packed, summary }: CachedDataset) {
    this.packed = packed;
    this.#images = new PackedImages(packed);
    this.#summary = summary;
  }

  get about(): DatasetAbout {
    return this.packed.about;
  }

  get images(): number {
    return this.#images.length;
  }

  /** Brightness is null until it was measured. */
  get summary(): DatasetSummary {
    return this.#summary;
  }

  /** Decodes every image small; the summary has brightness afterwards. */
  async measureBrightness(signal: AbortSignal): Promise<void> {
    const { packed } = this;
    const images = this.#images.imageIds.map((imageId, i) => ({
      imageId,
      file: this.#images.fileAt(i),
      width: packed.width[i]!,
      height: packed.height[i]!,
    }));
    const { histogram } = await measureBrightness({ root: packed.about.root, images }, { signal });
    this.#summary = { ...this.#summary, brightness: histogram };
  }

  /** @throws UserError when the dataset has no such image */
  image(imageId: string): DatasetImage {
    const index = this.#index(imageId);
    return { record: this.#images.recordAt(index), problems: this.#images.problemsAt(index) };
  }

  /** Absolute path of an image's file: found by the image's identity, never made from what a page sent. */
  imagePath(imageId: string): string {
    return join(this.about.root, this.#images.fileAt(this.#index(imageId)));
  }

  list(filter: ImageFilter, offset: number, limit: number): ImageList {
    const images = this.#filter(filter);
    const { packed } = this;
    return {
      total: images.length,
      items: images.slice(offset, offset + limit).map((i) => ({
        imageId: this.#images.imageIds[i]!,
        width: packed.width[i]!,
        height: packed.height[i]!,
        split: packed.about.splits[packed.split[i]!]!,
        boxes: packed.boxStart[i + 1]! - packed.boxStart[i]!,
        problems: this.#images.countProblemsAt(i),
      })),
    };
  }

  #index(imageId: string): number {
    const index = this.#images.indexOf(imageId);
    if (index >= 0) return index;
    throw new UserError({
      code: 'image-unknown',
      message: `The dataset ${this.about.name} has no image ${imageId}.`,
      hint: 'The folder may have changed: close the dataset and open it again.',
    });
  }

  #filter({ split, className, onlyProblems, search }: ImageFilter): readonly number[] {
    const key = JSON.stringify([split, className, onlyProblems, search]);
    if (this.#filtered?.key === key) return this.#filtered.images;
    const { packed } = this;
    const splitIndex = split === undefined ? null : packed.about.splits.indexOf(split);
    const classIndex = className === undefined ? null : packed.about.classes.indexOf(className);
    const part = search?.trim().toLowerCase().normalize('NFC') ?? '';
    const images: number[] = [];
    this.#images.imageIds.forEach((imageId, i) => {
      if (splitIndex !== null && packed.split[i] !== splitIndex) return;
      if (classIndex !== null && !this.#hasClass(i, classIndex)) return;
      if (onlyProblems === true && packed.problemStart[i] === packed.problemStart[i + 1]) return;
      if (part === '' || imageId.toLowerCase().includes(part)) images.push(i);
    });
    this.#filtered = { key, images };
    return images;
  }

  #hasClass(image: number, classIndex: number): boolean {
    const { classIndex: classes, boxStart } = this.packed;
    for (let g = boxStart[image]!; g < boxStart[image + 1]!; g++) if (classes[g] === classIndex) return true;
    return false;
  }
}
