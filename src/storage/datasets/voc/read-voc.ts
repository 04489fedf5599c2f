// Reads a Pascal VOC folder: one XML file an image, split lists in ImageSets/Main.
import type { DatasetProblem } from '../../../contract/dataset.ts';
import { UserError } from '../../../core/user-error.ts';
import { mapConcurrent } from '../../images/map-concurrent.ts';
import { findClassFile, readClassNames } from '../class-file.ts';
import type { IndexedFile } from '../folder-index.ts';
import { nameOf, stemOf } from '../paths.ts';
import type { RawBox, RawDataset, RawImage, ReadContext } from '../raw-dataset.ts';
import { readText } from '../read-text.ts';
import { findImageOf, imagesByStem, type ImagesByStem } from './pair-images.ts';
import { parseVoc, type VocAnnotation } from './parse-voc.ts';
import { entriesOfFolders, entriesOfLists, type Annotated, type Entry } from './voc-entries.ts';
import { readVocSplits } from './voc-splits.ts';

/** Annotation files: those in folders called Annotations, or else every XML file. */
export function vocAnnotationFiles(files: readonly IndexedFile[]): IndexedFile[] {
  const xml = files.filter(({ id }) => /\.xml$/i.test(id));
  const usual = xml.filter(({ id }) => /(^|\/)annotations?\//i.test(id));
  return usual.length > 0 ? usual : xml;
}

/** Reads annotations, splits and classes as written. */
export async function readVoc(context: ReadContext): Promise<RawDataset> {
  const { index } = context;
  const problems: DatasetProblem[] = [];
  const stems = imagesByStem(index);
  const read = await readAnnotations(context, stems);
  const annotated = read.map((result) => result.annotated);
  const { listed, trainval } = readVocSplits(index);
  const classFile = findClassFile(index);
  const names = annotated.flatMap(({ annotation }) => annotation?.objects ?? []);
  const classes = classFile
    ? readClassNames(index.root, classFile)
    : [...new Set(names.map(({ className }) => className))].sort();
  const entries =
    listed.length > 0
      ? entriesOfLists(annotated, listed, stems, problems)
      : entriesOfFolders(index, annotated);
  const classIndices = new Map(classes.map((name, i) => [name, i]));
  const images = entries.map((entry) => toRawImage(entry, classIndices));
  return {
    format: 'voc',
    classes,
    images,
    problems: [...read.flatMap(({ found }) => found), ...problems],
    ...(trainval ? { trainval } : {}),
  };
}

async function readAnnotations(
  { index, signal, onProgress }: ReadContext,
  stems: ImagesByStem,
): Promise<{ annotated: Annotated; found: DatasetProblem[] }[]> {
  const files = vocAnnotationFiles(index.files);
  const onDone = (done: number): void =>
    onProgress?.({ phase: 'labels', done, total: files.length, unit: 'label files' });
  const read = (file: IndexedFile): { annotated: Annotated; found: DatasetProblem[] } => {
    const found: DatasetProblem[] = [];
    let annotation: VocAnnotation | undefined;
    let broken: string | undefined;
    try {
      annotation = parseVoc(readText(index.root, file.file), file.file);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      broken = `${error.message} The image is left out.`;
    }
    const image = findImageOf(stems, file.id, annotation?.filename);
    if (broken !== undefined) {
      const place = { file: file.file, ...(image ? { imageId: image.id } : {}) };
      found.push({ code: 'label-unreadable', severity: 'error', message: broken, ...place });
    }
    if (annotation) found.push(...problemsOf(file, annotation, image));
    return { annotated: { file, annotation, image }, found };
  };
  return mapConcurrent(files, read, { signal, onDone });
}

function problemsOf(
  { file, id }: IndexedFile,
  annotation: VocAnnotation,
  image: IndexedFile | undefined,
): DatasetProblem[] {
  const problems: DatasetProblem[] = annotation.unreadable.map(({ line, reason }) => {
    const message = `${reason}; the object is left out.`;
    return { code: 'row-unreadable', severity: 'error', message, file, line };
  });
  if (!image) {
    const message = `No image is called "${stemOf(id)}" or "${annotation.filename ?? ''}"; the annotation is left out.`;
    problems.push({ code: 'label-without-image', severity: 'warning', message, file });
  } else if (annotation.filename && !sameName(annotation.filename, image.id)) {
    const message = `<filename> says "${annotation.filename}", the image is "${nameOf(image.id)}"; the image was paired by name of file.`;
    problems.push({ code: 'name-mismatch', severity: 'note', message, file, imageId: image.id });
  }
  return problems;
}

/** Whether a stated file name is the image's, with or without folder and extension. */
function sameName(stated: string, imageId: string): boolean {
  const name = nameOf(stated.replaceAll('\\', '/')).normalize('NFC');
  return name === nameOf(imageId) || name === stemOf(imageId);
}

function toRawImage({ image, split, label }: Entry, classIndices: ReadonlyMap<string, number>): RawImage {
  const boxes = (label?.annotation?.objects ?? []).map(({ className, difficult, corners, line }): RawBox => ({
    corners,
    unit: 'pixel-inclusive',
    classIndex: classIndices.get(className) ?? -1,
    className,
    line,
    ...(difficult ? { ignore: 'difficult' } : {}),
  }));
  const size = label?.annotation?.size;
  return { image, split, labelFile: label?.file.file, boxes, ...(size ? { annotationSize: size } : {}) };
}
