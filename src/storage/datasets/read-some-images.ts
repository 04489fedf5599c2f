// Reads what the label files say of a few images of a large folder, by the readers' own rules.
import type { DatasetFormat } from '../../contract/dataset.ts';
import { readDarknet } from './darknet/read-darknet.ts';
import { createIndex, type FolderIndex } from './folder-index.ts';
import { stemOf } from './paths.ts';
import type { RawImage, ReadContext } from './raw-dataset.ts';
import { readVoc } from './voc/read-voc.ts';
import { readYolo } from './yolo/read-yolo.ts';

/** Formats with a label file an image. */
export type FileFormat = Exclude<DatasetFormat, 'coco'>;

const READERS = { voc: readVoc, yolo: readYolo, darknet: readDarknet };

/** The images as written, by id; one that no list or folder leads to is missing. */
export async function readSomeImages(
  index: FolderIndex,
  format: FileFormat,
  imageIds: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<Map<string, RawImage>> {
  const read = async (part: FolderIndex) => {
    const context: ReadContext = { index: part, signal, onProgress: undefined };
    const { images } = await READERS[format](context);
    return new Map(images.filter(({ image }) => imageIds.has(image.id)).map((raw) => [raw.image.id, raw]));
  };
  if (format !== 'voc') return read(without(index, ({ isImage, id }) => isImage && !imageIds.has(id)));
  const stems = new Set([...imageIds].map(stemFor));
  const isOther = ({ isImage, id }: Candidate) => (isImage || /\.xml$/i.test(id)) && !stems.has(stemFor(id));
  const found = await read(without(index, isOther));
  const isComplete = [...imageIds].every((id) => found.get(id)?.labelFile !== undefined);
  // An annotation may belong to an image by the name that is written in it: only all of them tell.
  return isComplete ? found : read(index);
}

interface Candidate {
  readonly id: string;
  readonly isImage: boolean;
}

function without(index: FolderIndex, leaveOut: (file: Candidate) => boolean): FolderIndex {
  const images = new Set(index.images);
  const files = index.files.filter((file) => !leaveOut({ id: file.id, isImage: images.has(file) }));
  return createIndex(index.root, files, index.directories);
}

/** Images and annotations of one name, whatever their case. */
function stemFor(id: string): string {
  return stemOf(id).toLowerCase();
}
