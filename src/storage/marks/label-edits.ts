// The dataset's own label files as they would be with a person's marks. Reads the dataset's folder and writes nothing.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../../contract/dataset.ts';
import type { LeftOutMark } from '../../contract/marks.ts';
import { marksByImage } from '../../core/marks/apply-marks.ts';
import type { Mark } from '../../core/marks/mark.ts';
import { indexFolder, type FolderIndex } from '../datasets/folder-index.ts';
import { readSomeImages, type FileFormat } from '../datasets/read-some-images.ts';
import { addVocObjects, newVocAnnotation } from './add-voc-objects.ts';
import { addYoloRows } from './add-yolo-rows.ts';
import { additionsTo, leaveOut, type ImageAdditions } from './added-object.ts';
import { editCoco, type CocoEdit } from './coco-edits.ts';
import { readLabelText } from './label-text.ts';
import { newVocPath, newYoloPath } from './new-label-path.ts';

/** What is known of a dataset without its images. */
export type LabelledDataset = Pick<Dataset, 'root' | 'name' | 'format' | 'classes' | 'categoryIds'>;

/** One label file, whole. */
export interface FileEdit {
  readonly kind: 'file';
  /** Relative to the dataset's root, as the file system spells it. */
  readonly file: string;
  /** Null for a file that does not exist. */
  readonly before: Buffer | null;
  readonly after: Buffer;
  readonly isUtf8: boolean;
  /** Marks that are in it. */
  readonly marks: readonly Mark[];
}

export type LabelEdit = FileEdit | CocoEdit;

export interface LabelEdits {
  readonly edits: readonly LabelEdit[];
  readonly leftOut: readonly LeftOutMark[];
}

/** The label files that missing labels and ignore regions change; hard negatives are none of theirs. @throws UserError */
export async function editLabels(
  dataset: LabelledDataset,
  marks: readonly Mark[],
  signal?: AbortSignal,
): Promise<LabelEdits> {
  const { format } = dataset;
  const labels = marks.filter(({ kind }) => kind !== 'hard-negative');
  const withoutIgnore = format === 'yolo' || format === 'darknet';
  const unsayable = withoutIgnore ? labels.filter(({ kind }) => kind === 'ignore-region') : [];
  const wanted = labels.filter((mark) => !unsayable.includes(mark));
  const leftOut = leaveOut(
    unsayable,
    'no-ignore-regions',
    `${format === 'yolo' ? 'YOLO' : 'Darknet'} labels cannot say that a region is to be ignored.`,
  );
  if (wanted.length === 0) return { edits: [], leftOut };
  const index = await indexFolder(dataset.root, signal);
  const edited =
    format === 'coco'
      ? await editCoco(dataset, index, wanted, signal)
      : await editFiles({ ...dataset, format }, index, wanted, signal);
  return { edits: edited.edits, leftOut: [...leftOut, ...edited.leftOut] };
}

type FileDataset = LabelledDataset & { readonly format: FileFormat };

/** Formats with a label file an image. */
async function editFiles(
  dataset: FileDataset,
  index: FolderIndex,
  marks: readonly Mark[],
  signal: AbortSignal | undefined,
): Promise<LabelEdits> {
  const byImage = marksByImage(marks);
  const raws = await readSomeImages(index, dataset.format, new Set(byImage.keys()), signal);
  const edits: FileEdit[] = [];
  const leftOut: LeftOutMark[] = [];
  for (const [imageId, ofImage] of byImage) {
    signal?.throwIfAborted();
    const image = index.find(imageId);
    if (!image) {
      leftOut.push(...leaveOut(ofImage, 'image-missing', 'The image is not in the folder any more.'));
      continue;
    }
    const added = await additionsTo(dataset, image, raws.get(imageId), ofImage);
    leftOut.push(...added.leftOut);
    if (!added.additions) continue;
    const edit = await editFile(dataset, index, added.additions);
    if (typeof edit !== 'string') edits.push(edit);
    else
      leftOut.push(
        ...leaveOut(
          added.additions.objects.map(({ mark }) => mark),
          'label-file',
          edit,
        ),
      );
  }
  return { edits, leftOut };
}

/** The label file of one image; a sentence where it cannot be added to. */
async function editFile(
  { root, format }: FileDataset,
  index: FolderIndex,
  { image, size, raw, objects }: ImageAdditions,
): Promise<FileEdit | string> {
  const marks = objects.map(({ mark }) => mark);
  if (raw?.labelFile === undefined) {
    const file = (format === 'voc' ? newVocPath : newYoloPath)(index, image);
    if (index.find(file)) return `${file} cannot be read, or belongs to another image.`;
    const after =
      format === 'voc' ? newVocAnnotation(image.file, size, objects) : addYoloRows(undefined, objects);
    return { kind: 'file', file, before: null, after, isUtf8: true, marks };
  }
  const file = raw.labelFile;
  const before = await readFile(join(root, file));
  const label = readLabelText(before);
  const after = format === 'voc' ? addVocObjects(label, objects) : addYoloRows(label, objects);
  if (typeof after === 'string') return `${file}: ${after}`;
  return { kind: 'file', file, before, after, isUtf8: label.isUtf8, marks };
}
