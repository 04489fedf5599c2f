// Gives every image exactly one split: the stated one, or a seeded one where the files state none.
import type { DatasetProblem } from '../../contract/dataset.ts';
import { createRandom, deriveSeed } from '../../core/random.ts';
import { groupBy } from './group-by.ts';
import type { RawImage } from './raw-dataset.ts';

/** Fractions of a made split; they are scaled to sum to 1. */
export interface SplitRatios {
  readonly train: number;
  readonly val: number;
  readonly test: number;
}

export const DEFAULT_RATIOS: SplitRatios = { train: 0.7, val: 0.15, test: 0.15 };

export type SplitImage = RawImage & { readonly split: string };

export interface Splits {
  readonly images: SplitImage[];
  readonly source: 'files' | 'made';
  readonly problems: DatasetProblem[];
}

/** Evaluation splits keep an image that several lists name, so that figures stay comparable. */
const PRECEDENCE = ['test', 'val', 'train', 'trainval'];

/**
 * One split an image. An image in several keeps the last of train, val, test. Where nothing is stated, where all is
 * called train, or where train and val are the same images, a split is made; `trainval` alone is divided in two.
 */
export function assignSplits(images: readonly RawImage[], seed: number, ratios: SplitRatios): Splits {
  const problems: DatasetProblem[] = [];
  const groups = groupBy(images, ({ image }) => image.id);
  const unique = [...groups.values()].map((group) => pickSplit(group, problems));
  const stated = new Set(unique.map(({ split }) => split));

  const namedTwice = [...groups.values()].filter((group) => group.length > 1);
  const isEverythingTwice = namedTwice.length === groups.size && groups.size > 0;
  const isUndivided = stated.size === 1 && (stated.has(undefined) || stated.has('train'));
  if (isUndivided || isEverythingTwice) {
    const why = isEverythingTwice
      ? 'Every image is in more than one split'
      : stated.has('train')
        ? 'Only a train split is stated'
        : 'No split is stated';
    const made = makeSplit(unique, seed, ratios);
    return { images: made, source: 'made', problems: [splitMade(why, made, seed)] };
  }
  if (!stated.has('trainval')) return { images: unique as SplitImage[], source: 'files', problems };
  const undivided = unique.filter(({ split }) => split === 'trainval');
  const divided = makeSplit(undivided, seed, { ...ratios, test: 0 });
  const byId = new Map(divided.map((image) => [image.image.id, image]));
  const all = unique.map((image) => byId.get(image.image.id) ?? image) as SplitImage[];
  problems.push(splitMade('trainval is not divided into train and val', divided, seed));
  return { images: all, source: 'made', problems };
}

/** The one of an image's entries that counts, where several files or lists name it. */
export function pickSplit(group: readonly RawImage[], problems: DatasetProblem[]): RawImage {
  const rank = ({ split }: RawImage): number => {
    const at = PRECEDENCE.indexOf(split ?? '');
    return at < 0 ? PRECEDENCE.length : at;
  };
  const best = group.reduce((a, b) => (rank(b) < rank(a) ? b : a));
  const names = new Set(group.map(({ split }) => split));
  if (names.size > 1) {
    const message = `Listed in ${[...names].join(' and ')}; used in ${best.split ?? ''} only.`;
    const { id, file } = best.image;
    problems.push({ code: 'image-duplicate', severity: 'warning', message, file, imageId: id });
  }
  return best;
}

function splitMade(why: string, images: readonly SplitImage[], seed: number): DatasetProblem {
  const counts = new Map<string, number>();
  for (const { split } of images) counts.set(split, (counts.get(split) ?? 0) + 1);
  const shares = ['train', 'val', 'test'].filter((name) => counts.has(name));
  const message = `${why}; one was made from seed ${seed}: ${shares.map((name) => `${counts.get(name)!} ${name}`).join(', ')}.`;
  return { code: 'split-made', severity: 'note', message, file: '.' };
}

/** A number in [0, 1) from an image's identity and the seed alone, so that adding an image moves no other. */
function position(imageId: string, seed: number): number {
  return createRandom(deriveSeed(seed, imageId)).next();
}

/**
 * Splits by position. Only where a wanted split would be empty (a handful of images) does the train image nearest to it
 * go there.
 */
function makeSplit(images: readonly RawImage[], seed: number, ratios: SplitRatios): SplitImage[] {
  const total = ratios.train + ratios.val + ratios.test;
  const untilTrain = ratios.train / total;
  const untilVal = (ratios.train + ratios.val) / total;
  const placed = images.map((image) => ({ image, at: position(image.image.id, seed) }));
  const splits = placed.map(({ at }) => (at < untilTrain ? 'train' : at < untilVal ? 'val' : 'test'));
  for (const wanted of ['val', 'test'] as const) {
    if (ratios[wanted] <= 0 || splits.includes(wanted)) continue;
    const train = splits.flatMap((split, i) => (split === 'train' ? [i] : []));
    if (train.length < 2) continue;
    splits[train.reduce((a, b) => (placed[b]!.at > placed[a]!.at ? b : a))] = wanted;
  }
  return images.map((image, i) => ({ ...image, split: splits[i]! }));
}
