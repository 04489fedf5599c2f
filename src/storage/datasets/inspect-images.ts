// The health check of a dataset's image files: sizes, damage, rare formats, doubles.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { DatasetProblem } from '../../contract/dataset.ts';
import { ImageError } from '../images/image-error.ts';
import { inspectImage, inspectPlainImage, type ImageFacts } from '../images/inspect-image.ts';
import { mapConcurrent } from '../images/map-concurrent.ts';
import { groupBy } from './group-by.ts';
import type { ReadContext } from './raw-dataset.ts';
import type { SplitImage } from './splits.ts';

/** An image that can be used. */
export interface UsableImage {
  readonly raw: SplitImage;
  readonly facts: ImageFacts;
}

/** Images with a side below this are thumbnails or icons by mistake, px. */
const SMALLEST_IMAGE = 10;

/** Looks at every file; unusable ones are listed and left out. */
export async function inspectImages(
  images: readonly SplitImage[],
  { index, signal, onProgress }: ReadContext,
  fullDecode: boolean,
): Promise<{ usable: UsableImage[]; problems: DatasetProblem[] }> {
  const problems: DatasetProblem[] = [];
  const onDone = (done: number): void =>
    onProgress?.({ phase: 'images', done, total: images.length, unit: 'images' });
  const results = await mapConcurrent(
    images,
    async (raw): Promise<UsableImage | DatasetProblem> => {
      const { file, id } = raw.image;
      const path = join(index.root, file);
      const plain = fullDecode ? null : inspectPlainImage(path);
      if (plain) return { raw, facts: plain };
      try {
        return { raw, facts: await inspectImage(path, fullDecode) };
      } catch (error) {
        if (!(error instanceof ImageError)) throw error;
        const reason = error.message.replace(path, 'The file');
        const hint = error.hint === undefined ? '' : ` ${error.hint}`;
        const message = `${reason} The image is left out.${hint}`;
        return { code: error.code, severity: 'error', message, file, imageId: id };
      }
    },
    { signal, onDone },
  );
  const usable: UsableImage[] = [];
  for (const result of results) {
    if ('code' in result) problems.push(result);
    else {
      usable.push(result);
      problems.push(...findingsOf(result));
    }
  }
  const doubles = await findDoubles(usable, index.root, signal);
  return { usable, problems: [...problems, ...doubles] };
}

/** What is worth knowing about a usable image. */
function findingsOf({ raw, facts }: UsableImage): DatasetProblem[] {
  const { file, id: imageId } = raw.image;
  const problems: DatasetProblem[] = [];
  const { width, height } = facts.size;
  if (Math.min(width, height) < SMALLEST_IMAGE) {
    const message = `The image is only ${width} x ${height} px.`;
    problems.push({ code: 'image-too-small', severity: 'warning', message, file, imageId });
  }
  if (facts.bits === 16) {
    const message = '16 bits per channel are scaled to 8 by bit depth, for training and on the screen alike.';
    problems.push({ code: 'image-16-bit', severity: 'note', message, file, imageId });
  }
  if (facts.conversions.length > 0) {
    const message = `The image was converted to RGB: ${facts.conversions.join(', ')}.`;
    problems.push({ code: 'image-converted', severity: 'note', message, file, imageId });
  }
  return problems;
}

/** Images of equal content: leakage where they are in different splits. Only files alike at both ends are read whole. */
async function findDoubles(
  images: readonly UsableImage[],
  root: string,
  signal: AbortSignal | undefined,
): Promise<DatasetProblem[]> {
  const candidates = groupsOf(images, ({ facts }) => facts.quickHash);
  const suspects = candidates.flat();
  const hashes = await mapConcurrent(suspects, ({ raw }) => contentHash(join(root, raw.image.file)), {
    signal,
  });
  const byImage = new Map(suspects.map((image, i) => [image, hashes[i]!]));
  return groupsOf(suspects, (image) => byImage.get(image)!).flatMap(([first, ...others]) =>
    others.map(({ raw }): DatasetProblem => {
      const { image, split } = first!.raw;
      const leaks = split !== raw.split;
      const message = leaks
        ? `Same content as ${image.id}: in ${raw.split} and in ${split}, so evaluation sees a trained image.`
        : `Same content as ${image.id} in the same split.`;
      const { file, id: imageId } = raw.image;
      return { code: 'image-duplicate', severity: leaks ? 'warning' : 'note', message, file, imageId };
    }),
  );
}

/** Groups of two or more items with equal keys. */
function groupsOf<T>(items: readonly T[], key: (item: T) => string): T[][] {
  return [...groupBy(items, key).values()].filter((group) => group.length > 1);
}

async function contentHash(path: string): Promise<string> {
  const hash = createHash('sha1');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
