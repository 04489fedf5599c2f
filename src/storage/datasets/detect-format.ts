// Recognises the layout of a dataset's folder.
import type { DatasetFormat } from '../../contract/dataset.ts';
import { UserError } from '../../core/user-error.ts';
import { findCocoFiles } from './coco/coco-files.ts';
import { findDarknetData } from './darknet/read-darknet.ts';
import type { FolderIndex } from './folder-index.ts';
import { readText } from './read-text.ts';
import { findLabel } from './yolo/label-files.ts';
import { findDataYaml } from './yolo/read-yolo.ts';
import { vocAnnotationFiles } from './voc/read-voc.ts';

const DETECTORS: readonly (readonly [DatasetFormat, (index: FolderIndex) => boolean])[] = [
  ['yolo', (index) => findDataYaml(index) !== undefined],
  ['darknet', (index) => findDarknetData(index) !== undefined],
  ['coco', (index) => findCocoFiles(index).length > 0],
  ['voc', hasVocAnnotation],
  ['yolo', (index) => index.images.some(({ id }) => findLabel(index, id) !== undefined)],
];

/** The first layout that the folder fits: an explicit description first, label files alone last. */
export function detectFormat(index: FolderIndex): DatasetFormat {
  for (const [format, fits] of DETECTORS) if (fits(index)) return format;
  const counts = new Map<string, number>();
  for (const { id } of index.files) {
    const extension = /\.[^./]+$/.exec(id)?.[0].toLowerCase() ?? 'no extension';
    counts.set(extension, (counts.get(extension) ?? 0) + 1);
  }
  const found = [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 5)
    .map(([extension, count]) => `${count} ${extension}`);
  const expected =
    'Expected one of: Pascal VOC (XML files), YOLO (data.yaml, or images with .txt labels), Darknet (a .data file), COCO (JSON).';
  throw index.images.length > 0
    ? new UserError({
        code: 'annotations-missing',
        message: `${index.root} holds ${index.images.length} images and no annotations that are recognised (files: ${found.join(', ')}).`,
        hint: `${expected} Open the folder that holds both images and annotations.`,
      })
    : new UserError({
        code: 'dataset-not-recognised',
        message: `${index.root} holds no images and no annotations (files: ${found.join(', ')}).`,
        hint: expected,
      });
}

/** Whether any of the first XML files is a VOC annotation. */
function hasVocAnnotation(index: FolderIndex): boolean {
  for (const { file } of vocAnnotationFiles(index.files).slice(0, FILES_TRIED)) {
    if (/<annotation[\s>/]/i.test(readText(index.root, file))) return true;
  }
  return false;
}

/** Broken files may come first. */
const FILES_TRIED = 20;
