// Dataset folders for tests: written to a temporary folder, opened, and checked to be left untouched.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { datasetSchema, type Dataset, type DatasetProblem } from '../../../contract/dataset.ts';
import { jpeg } from '../../images/testing/pictures.ts';
import { openDataset, type OpenDatasetOptions } from '../open-dataset.ts';

/** Contents by path relative to the root; the text `image` stands for a picture of 100 x 80 px. */
export type Files = Readonly<Record<string, string | Buffer>>;

/** Writes files into a new temporary folder, which is removed after the test. */
export async function writeFolder(files: Files): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'boxwright-dataset-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const absolute = join(root, path);
    await mkdir(dirname(absolute), { recursive: true });
    await writeFile(absolute, content === 'image' ? await jpeg() : content);
  }
  return root;
}

/** Hash over all names and contents below a folder. */
export async function hashOfTree(root: string): Promise<string> {
  const hash = createHash('sha1');
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of paths.sort()) hash.update(path).update(await readFile(path));
  return hash.digest('hex');
}

/** Opens a folder of files; the result fits its schema exactly, and the folder is the same afterwards. */
export async function openFiles(files: Files, options: OpenDatasetOptions = {}): Promise<Dataset> {
  const root = await writeFolder(files);
  const before = await hashOfTree(root);
  const dataset = await openDataset(root, options);
  expect(await hashOfTree(root)).toBe(before);
  expect(datasetSchema.parse(dataset)).toEqual(dataset);
  return dataset;
}

/** `code severity file:line`, which says most about a problem. */
export function problemLine({ code, severity, file, line }: DatasetProblem): string {
  return `${code} ${severity} ${file}${line === undefined ? '' : `:${line}`}`;
}

/** Boxes of an image as `class x1 y1 x2 y2`, rounded to a hundredth, with ` crowd` or ` difficult` behind. */
export function boxesOf({ images, classes }: Dataset, imageId: string): string[] | undefined {
  const image = images.find((candidate) => candidate.imageId === imageId);
  return image?.groundTruth.map(({ box, classIndex, ignore }) => {
    const numbers = [box.x1, box.y1, box.x2, box.y2].map((value) => Math.round(value * 100) / 100);
    return [classes[classIndex], ...numbers, ...(ignore ? [ignore] : [])].join(' ');
  });
}

/** One object of a VOC annotation. */
export function vocObject(
  name: string,
  [xmin, ymin, xmax, ymax]: readonly (number | string)[],
  extra = '',
): string {
  return `  <object>
    <name>${name}</name>${extra}
    <bndbox><xmin>${xmin!}</xmin><ymin>${ymin!}</ymin><xmax>${xmax!}</xmax><ymax>${ymax!}</ymax></bndbox>
  </object>`;
}

/** A VOC annotation; objects start at line 4, or at line 3 without a size. */
export function voc(
  filename: string,
  objects: readonly string[],
  size: string | undefined = '100x80',
): string {
  const [width, height] = size.split('x');
  const stated = size
    ? `\n  <size><width>${width!}</width><height>${height!}</height><depth>3</depth></size>`
    : '';
  return `<annotation>\n  <filename>${filename}</filename>${stated}\n${objects.join('\n')}\n</annotation>\n`;
}

/** A COCO file of 100 x 80 px images with ids from 1, and annotations `[imageId, categoryId, bbox, extra]`. */
export function coco(
  fileNames: readonly string[],
  annotations: readonly (readonly [number, number, readonly number[] | undefined, object?])[],
  categories: Readonly<Record<number, string>> = { 1: 'cell' },
): string {
  return JSON.stringify({
    images: fileNames.map((file_name, i) => ({ id: i + 1, file_name, width: 100, height: 80 })),
    annotations: annotations.map(([image_id, category_id, bbox, extra], i) => ({
      id: i + 1,
      image_id,
      category_id,
      ...(bbox ? { bbox } : {}),
      iscrowd: 0,
      ...extra,
    })),
    categories: Object.entries(categories).map(([id, name]) => ({ id: Number(id), name })),
  });
}
