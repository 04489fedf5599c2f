// Which image a person means by a part of its path.
import type { ImageRecord } from '../contract/dataset.ts';
import { UserError } from '../core/user-error.ts';

/** Images that a message names. */
const NAMED = 5;

/**
 * The position of the image that a text names: in full, by the end of its path or name, with or without extension, by the number
 * at its end, or by any part that no other has.
 * @param split for messages @throws UserError that names those that are meant, or the nearest
 */
export function findImage(
  images: readonly Pick<ImageRecord, 'imageId'>[],
  text: string,
  split: string,
): number {
  const wanted = text.replaceAll('\\', '/').normalize('NFC');
  const names = images.map(({ imageId }) => ({ imageId, stem: imageId.replace(/\.[^./]+$/, '') }));
  const ways: ((name: { readonly imageId: string; readonly stem: string }) => boolean)[] = [
    ({ imageId }) => imageId === wanted,
    ({ imageId }) => `/${imageId}`.endsWith(`/${wanted}`),
    ({ stem }) => `/${stem}`.endsWith(`/${wanted}`),
    ({ stem }) => /^\d+$/.test(wanted) && Number(/\d+$/.exec(stem)?.[0] ?? NaN) === Number(wanted),
    ({ imageId, stem }) => imageId.endsWith(wanted) || stem.endsWith(wanted),
    ({ imageId }) => imageId.toLowerCase().includes(wanted.toLowerCase()),
  ];
  for (const isMeant of ways) {
    const found = [...names.keys()].filter((index) => isMeant(names[index]!));
    if (found.length === 1) return found[0]!;
    if (found.length > 1)
      throw severalMeant(
        found.map((index) => names[index]!.imageId),
        text,
        split,
      );
  }
  const nearest = names
    .map(({ imageId, stem }) => ({ imageId, distance: editDistance(wanted, baseName(stem)) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, NAMED)
    .map(({ imageId }) => imageId);
  throw new UserError({
    code: 'image-not-evaluated',
    message: `The evaluation of "${split}" has no image "${text}" among its ${images.length} images.`,
    hint: `Give the path of one, or an end of it. The nearest: ${nearest.join(', ')}.`,
  });
}

function severalMeant(imageIds: readonly string[], text: string, split: string): UserError {
  const more = imageIds.length > NAMED ? `, and ${imageIds.length - NAMED} more` : '';
  return new UserError({
    code: 'image-not-evaluated',
    message: `"${text}" names ${imageIds.length} images of the evaluation of "${split}": ${imageIds.slice(0, NAMED).join(', ')}${more}.`,
    hint: 'Give more of the path.',
  });
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Letters to add, remove or replace (Levenshtein), by rows of the usual table; letter case does not count. */
function editDistance(a: string, b: string): number {
  const [from, to] = [a.toLowerCase(), b.toLowerCase()];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = above[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, above[column]! + 1, current[column - 1]! + 1));
    }
    above = current;
  }
  return above[to.length]!;
}
