// The images that predictions are about: those of the split; others are left out aloud, or too many to go on.
import type { Dataset } from '../../contract/dataset.ts';
import { plural } from '../../core/marks/count-marks.ts';
import { UserError } from '../../core/user-error.ts';
import { matchImages, type MatchedImages } from '../../storage/coco-results/match-images.ts';
import type { CocoResults } from '../../storage/coco-results/parse-results.ts';
import type { CocoFile } from '../../storage/datasets/coco/parse-coco.ts';

/** Images that a message names. */
const NAMED = 5;

/**
 * Images of the results' dictionary; those that are not of the split stay in it.
 * @throws UserError where less than half of the names are images of the dataset, or not one is of the split
 */
export function resolveImages(
  file: string,
  results: CocoResults,
  { images: known, name }: Pick<Dataset, 'images' | 'name'>,
  split: string,
  annotations?: CocoFile,
): MatchedImages & { readonly warnings: readonly string[] } {
  const { imageIds } = results;
  if (imageIds.length === 0) return { images: [], way: 'nothing', warnings: [`${file} holds no result.`] };
  const { images, way } = matchImages(imageIds, known, split, annotations);
  const countOf = (isMeant: (dictionaryIndex: number) => boolean) =>
    results.image.filter((image) => isMeant(image)).length;
  const isUnknown = (image: number) => images[image] === null;
  const isElsewhere = (image: number) => !isUnknown(image) && images[image]!.split !== split;
  const unknown = imageIds.filter((_, image) => isUnknown(image));
  if (unknown.length * 2 > imageIds.length) throw tooManyUnknown(file, imageIds.length, unknown, known, name);
  const elsewhere = [...imageIds.keys()].filter(isElsewhere);
  const splits = [...new Set(elsewhere.map((image) => images[image]!.split))];
  if (unknown.length + elsewhere.length === imageIds.length)
    throw new UserError({
      code: 'split-without-results',
      message: `No result of ${file} is about an image of the split "${split}"; they are about ${splits.join(', ')}.`,
      hint: `Name the split, for example ${splits[0]!}.`,
    });
  const warnings = [];
  if (unknown.length > 0)
    warnings.push(
      `${plural(countOf(isUnknown), 'result')} left out: ${listed(unknown)} ${unknown.length === 1 ? 'is no image' : 'are no images'} of ${name} (looked for by ${way}).`,
    );
  if (elsewhere.length > 0)
    warnings.push(
      `${plural(countOf(isElsewhere), 'result')} left out: ${plural(elsewhere.length, 'image')} of ${splits.join(', ')}, not of ${split}.`,
    );
  const outside = countOutside(results, images);
  if (outside > 0)
    warnings.push(
      `${outside === 1 ? '1 box reaches' : `${outside} boxes reach`} far out of the image: are images found by ${way} the right ones?`,
    );
  return { images, way, warnings };
}

/** Share of an image's sides by which a box may reach out of it: detectors are not exact at borders. */
const OUTSIDE_SHARE = 0.1;

function countOutside(results: CocoResults, images: MatchedImages['images']): number {
  let count = 0;
  for (let i = 0; i < results.length; i++) {
    const image = images[results.image[i]!];
    if (image == null) continue;
    const [right, bottom] = [results.x[i]! + results.width[i]!, results.y[i]! + results.height[i]!];
    const [spareX, spareY] = [image.width * OUTSIDE_SHARE, image.height * OUTSIDE_SHARE];
    if (
      results.x[i]! < -spareX ||
      results.y[i]! < -spareY ||
      right > image.width + spareX ||
      bottom > image.height + spareY
    )
      count++;
  }
  return count;
}

function listed(ids: readonly (number | string)[]): string {
  const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
  return `${ids.slice(0, NAMED).join(', ')}${more}`;
}

function tooManyUnknown(
  file: string,
  all: number,
  unknown: readonly (number | string)[],
  known: Dataset['images'],
  name: string,
): UserError {
  return new UserError({
    code: 'images-unknown',
    message: `${unknown.length} of ${all} images that ${file} names are no images of ${name}: ${listed(unknown)}. Its images are called ${known
      .slice(0, 2)
      .map(({ imageId }) => imageId)
      .join(', ')}.`,
    hint: 'image_id may be the id of the annotations, a path, a file name with or without extension, or the number at its end. Other ids are explained by the images of a COCO file (--category-names annotations.json).',
  });
}
