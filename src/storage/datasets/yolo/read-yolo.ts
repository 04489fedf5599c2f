// Reads a YOLO folder: label files of fractions, with a data.yaml or without one.
import type { DatasetProblem } from '../../../contract/dataset.ts';
import { UserError } from '../../../core/user-error.ts';
import { findClassFile, readClassNames } from '../class-file.ts';
import type { FolderIndex, IndexedFile } from '../folder-index.ts';
import { directoryOf, resolveDirectory, resolveFile } from '../paths.ts';
import type { RawDataset, RawImage, ReadContext } from '../raw-dataset.ts';
import { readText } from '../read-text.ts';
import { splitOfFolders } from '../split-names.ts';
import { parseDataYaml, type DataYaml } from './data-yaml.ts';
import { findLabel, readLabels, type ListedImage } from './label-files.ts';
import { readImageList } from './list-files.ts';

/** YAML files that could describe a dataset, the most likely first: data.yaml at the root, others, one folder down. */
export function yamlCandidates(index: FolderIndex): IndexedFile[] {
  const depth = (id: string): number => id.split('/').length;
  const rank = ({ id }: IndexedFile): number =>
    depth(id) * 2 - (/(^|\/)(data|dataset)\.ya?ml$/i.test(id) ? 1 : 0);
  return index.files
    .filter(({ id }) => /\.ya?ml$/i.test(id) && depth(id) <= 2)
    .sort((a, b) => rank(a) - rank(b));
}

/** The first YAML file with the keys of a data.yaml. */
export function findDataYaml(index: FolderIndex): IndexedFile | undefined {
  for (const candidate of yamlCandidates(index)) {
    const text = readText(index.root, candidate.file);
    if (/^names\s*:/m.test(text) || (/^train\s*:/m.test(text) && /^(val|valid|nc)\s*:/m.test(text))) {
      return candidate;
    }
  }
  return undefined;
}

/** Reads labels, splits and classes as written. */
export async function readYolo(context: ReadContext): Promise<RawDataset> {
  const { index } = context;
  const problems: DatasetProblem[] = [];
  const yaml = findDataYaml(index);
  const config = yaml && parseDataYaml(readText(index.root, yaml.file), yaml.file);
  const listed =
    yaml && config && config.splits.length > 0
      ? imagesOfYaml(index, yaml, config, problems)
      : imagesOfFolders(index);
  const classFile = findClassFile(index);
  const named = config?.classes ?? (classFile ? readClassNames(index.root, classFile) : undefined);
  const options = { classes: named ?? [], keypointColumns: config?.keypointColumns ?? 0 };
  const labels = await readLabels(listed, context, options);
  const all = [...problems, ...labels.problems];
  if (named) return { format: 'yolo', classes: named, images: labels.images, problems: all };
  return { format: 'yolo', ...numberClasses(labels.images, all) };
}

function imagesOfYaml(
  index: FolderIndex,
  yaml: IndexedFile,
  config: DataYaml,
  problems: DatasetProblem[],
): ListedImage[] {
  const yamlFolder = directoryOf(yaml.id);
  const base = config.path === undefined ? undefined : resolveDirectory(index, config.path, [yamlFolder, '']);
  const bases = [...new Set([...(base === undefined ? [] : [base]), yamlFolder, ''])];
  const listed: ListedImage[] = [];
  for (const { name, entries } of config.splits) {
    for (const entry of entries) {
      const images = imagesOfEntry(index, entry, bases, problems);
      if (!images) reportMissing(yaml.file, name, entry, problems);
      for (const image of images ?? []) listed.push({ image, split: name });
    }
  }
  return listed;
}

/** Images of one entry, a folder or a list file; undefined where it does not exist. */
function imagesOfEntry(
  index: FolderIndex,
  entry: string,
  bases: readonly string[],
  problems: DatasetProblem[],
): IndexedFile[] | undefined {
  if (/\.txt$/i.test(entry.trim())) {
    const list = resolveFile(index, entry, bases);
    return list && readImageList(index, list, bases, problems);
  }
  const directory = resolveDirectory(index, entry, bases);
  return directory === undefined ? undefined : index.imagesUnder(directory);
}

/** A missing test split is left out; without train or val there is nothing to work with. */
function reportMissing(file: string, split: string, entry: string, problems: DatasetProblem[]): void {
  const message = `${file}: ${split} is "${entry}", which is not in this folder`;
  if (split === 'test') {
    problems.push({
      code: 'split-unknown-image',
      severity: 'warning',
      message: `${message}; left out.`,
      file,
    });
    return;
  }
  throw new UserError({
    code: 'dataset-path-missing',
    message: `${message}.`,
    hint: 'Correct the path. If the images lie elsewhere, open the folder that holds both them and the YAML file.',
  });
}

/** Without a data.yaml: all images of the folders that hold labelled ones; splits by folder where all name one. */
function imagesOfFolders(index: FolderIndex): ListedImage[] {
  const labelled = index.images.filter(({ id }) => findLabel(index, id) !== undefined);
  const folders = new Set(labelled.map(({ id }) => directoryOf(id)));
  const images = index.images.filter(
    ({ id }) => folders.has(directoryOf(id)) || splitOfFolders(id) !== undefined,
  );
  const splits = images.map(({ id }) => splitOfFolders(id));
  const stated = splits.every((split) => split !== undefined);
  return images.map((image, i) => ({ image, split: stated ? splits[i] : undefined }));
}

/** Numbers as names, up to the largest id in the labels, where nothing names the classes. */
function numberClasses(
  images: readonly RawImage[],
  problems: readonly DatasetProblem[],
): Pick<RawDataset, 'classes' | 'images' | 'problems'> {
  let largest = -1;
  for (const { boxes } of images) for (const box of boxes) largest = Math.max(largest, box.classIndex);
  const classes = Array.from({ length: largest + 1 }, (_, i) => String(i));
  const message = `Nothing names the classes; they are called 0 to ${largest}. A data.yaml or classes.txt would name them.`;
  const made: DatasetProblem = { code: 'classes-made', severity: 'warning', message, file: '.' };
  return { classes, images, problems: [...problems, made] };
}
