// Writes the sample dataset: synthetic blood smears as a YOLO folder, so that everything can be tried without data.
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sharp } from '../images/sharp-setup.ts';
import { deriveSeed } from '../../core/random.ts';
import { renderSmear, type SmearImage } from '../../core/sample/render-smear.ts';
import { UserError } from '../../core/user-error.ts';
import { inspectTarget, markerText, SAMPLE_MARKER } from './sample-folder.ts';
import { resolveParameters, SAMPLE_SPLITS, splitOf, type SampleParameters } from './sample-parameters.ts';
import { dataYaml, labelRow, readme } from './sample-text.ts';

/** What to write; every field has a default. */
export interface WriteSampleOptions {
  /** Number of images over all splits, at least 3. */
  readonly images?: number;
  /** Size of every image, px; at least 64. */
  readonly width?: number;
  readonly height?: number;
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /** Called after every image. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** What was written. */
export interface WrittenSample {
  /** Absolute path of the dataset. */
  readonly folder: string;
  /** True when the folder already held this very sample and nothing was written. */
  readonly reused: boolean;
  readonly images: number;
}

/** High enough that compression does not hide platelets, low enough to look like a camera's. */
const JPEG_QUALITY = 90;
/** Digits of an image's number; more when there are more images. */
const NUMBER_DIGITS = 4;

async function writeImage(folder: string, split: string, name: string, image: SmearImage): Promise<void> {
  const { width, height } = image;
  await sharp(image.pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: JPEG_QUALITY })
    .toFile(path.join(folder, 'images', split, `${name}.jpg`));
  const rows = image.labels.map((label) => `${labelRow(label, image)}\n`);
  await writeFile(path.join(folder, 'labels', split, `${name}.txt`), rows.join(''));
}

async function fillFolder(
  folder: string,
  parameters: SampleParameters,
  options: WriteSampleOptions,
): Promise<void> {
  const { images, seed } = parameters;
  for (const split of SAMPLE_SPLITS) {
    await mkdir(path.join(folder, 'images', split), { recursive: true });
    await mkdir(path.join(folder, 'labels', split), { recursive: true });
  }
  const digits = Math.max(NUMBER_DIGITS, String(images).length);
  for (let i = 0; i < images; i++) {
    options.signal?.throwIfAborted();
    const image = renderSmear(parameters, deriveSeed(seed, `image ${i}`));
    const name = `smear-${String(i + 1).padStart(digits, '0')}`;
    await writeImage(folder, splitOf(i, images), name, image);
    options.onProgress?.({ done: i + 1, total: images });
  }
  options.signal?.throwIfAborted();
  await writeFile(path.join(folder, 'data.yaml'), dataYaml());
  await writeFile(path.join(folder, 'README.md'), readme(parameters));
  await writeFile(path.join(folder, SAMPLE_MARKER), markerText(parameters));
}

/** Failures that are the folder's and not ours, in words. */
const FOLDER_FAILURES: Readonly<Record<string, string>> = {
  EACCES: 'may not be written',
  EPERM: 'may not be written',
  EROFS: 'is on a read-only disk',
  ENOSPC: 'is on a disk that is full',
  ENOTDIR: 'lies under a file',
  ENOTEMPTY: 'was filled by someone else meanwhile',
};

function asUserError(error: unknown, target: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const failure = FOLDER_FAILURES[code];
  if (failure === undefined) return error;
  return new UserError({
    code: 'sample-target-not-writable',
    message: `Sample dataset: ${target} ${failure} (${code}).`,
    hint: 'Name another folder.',
  });
}

/**
 * Writes the sample dataset to a folder (YOLO layout with data.yaml; train, val and test). The work is done in a
 * temporary folder beside it, which is renamed at the end: a folder that exists is complete.
 *
 * @throws UserError when the folder holds anything but this very sample or cannot be written, or an option is out of
 *   range.
 * @throws the signal's reason when it aborts; nothing is left behind.
 */
export async function writeSampleDataset(
  folder: string,
  options: WriteSampleOptions = {},
): Promise<WrittenSample> {
  const parameters = resolveParameters(options);
  const target = path.resolve(folder);
  const { images } = parameters;
  const state = await inspectTarget(target, parameters);
  if (state === 'same-sample') return { folder: target, reused: true, images };
  options.signal?.throwIfAborted();

  const temporary = `${target}.partial-${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(temporary, { recursive: true });
    await fillFolder(temporary, parameters, options);
    if (state === 'empty') await rmdir(target);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw asUserError(error, target);
  }
  return { folder: target, reused: false, images };
}
