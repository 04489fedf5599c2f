// Which images of a dataset a results file speaks of, however it names them.
import type { ImageRecord } from '../../contract/dataset.ts';
import type { CocoFile, CocoId } from '../datasets/coco/parse-coco.ts';
import { nameOf, stemOf } from '../datasets/paths.ts';

/** How a file names images. Keys of an image and of what the file calls it are equal where it means the image. */
interface Way {
  readonly words: string;
  readonly keyOf: (image: ImageRecord) => string | undefined;
  /** @param id as it stands in the file @param name what annotations say that its file is called, else the id */
  readonly keysOf: (id: CocoId, name: string) => readonly string[];
}

/** The most exact first. */
const WAYS: readonly Way[] = [
  {
    words: 'the ids of the annotations',
    keyOf: ({ externalId }) => (externalId === undefined ? undefined : String(externalId)),
    keysOf: (id) => [String(id)],
  },
  { words: 'paths', keyOf: ({ imageId }) => imageId, keysOf: (_, name) => [name] },
  { words: 'file names', keyOf: ({ imageId }) => nameOf(imageId), keysOf: (_, name) => [nameOf(name)] },
  {
    words: 'names without extension',
    keyOf: ({ imageId }) => stemOf(imageId),
    keysOf: (_, name) => [nameOf(name), stemOf(name)],
  },
  {
    words: 'the number at the end of the name',
    keyOf: ({ imageId }) => trailingNumber(stemOf(imageId)),
    keysOf: (_, name) => (/^\d+$/.test(name) ? [String(Number(name))] : []),
  },
];

function trailingNumber(stem: string): string | undefined {
  const digits = /\d+$/.exec(stem)?.[0];
  return digits === undefined ? undefined : String(Number(digits));
}

export interface MatchedImages {
  /** How the file names images, in words. */
  readonly way: string;
  /** Per id; null where it names no image, or more than one. */
  readonly images: readonly (ImageRecord | null)[];
}

/**
 * Finds the images by the one way that finds most of them: a file does not mix ways.
 * @param ids each once
 * @param split where two images of the dataset have one name, its image is meant
 * @param annotations a COCO file that says what the ids stand for
 */
export function matchImages(
  ids: readonly CocoId[],
  dataset: readonly ImageRecord[],
  split: string,
  annotations?: Pick<CocoFile, 'images'>,
): MatchedImages {
  const fileNames = new Map(annotations?.images.map(({ id, fileName }) => [String(id), fileName]));
  const names = ids.map((id) => cleanPath(fileNames.get(String(id)) ?? String(id)));
  let best: (MatchedImages & { found: number }) | null = null;
  for (const { words, keyOf, keysOf } of WAYS) {
    const known = imagesByKey(dataset, split, keyOf);
    const images = ids.map(
      (id, i) =>
        keysOf(id, names[i]!)
          .map((key) => known.get(key))
          .find((image) => image !== undefined) ?? null,
    );
    const found = images.filter((image) => image !== null).length;
    if (best === null || found > best.found) best = { way: words, images, found };
  }
  return best!;
}

function cleanPath(path: string): string {
  return path
    .normalize('NFC')
    .replaceAll('\\', '/')
    .replace(/^(\.\/)+/, '');
}

/** Images by key. Those of the split come before all others; null where a key stands for several. */
function imagesByKey(
  dataset: readonly ImageRecord[],
  split: string,
  keyOf: Way['keyOf'],
): ReadonlyMap<string, ImageRecord | null> {
  const own = uniqueByKey(
    dataset.filter((image) => image.split === split),
    keyOf,
  );
  const others = uniqueByKey(
    dataset.filter((image) => image.split !== split),
    keyOf,
  );
  return new Map([...others, ...own]);
}

function uniqueByKey(
  images: readonly ImageRecord[],
  keyOf: Way['keyOf'],
): ReadonlyMap<string, ImageRecord | null> {
  const byKey = new Map<string, ImageRecord | null>();
  for (const image of images) {
    const key = keyOf(image);
    if (key !== undefined) byKey.set(key, byKey.has(key) ? null : image);
  }
  return byKey;
}
