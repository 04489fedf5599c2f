import { describe, expect, it } from 'vitest';
import type { RawImage } from './raw-dataset.ts';
import { sortSplits, splitOfFolders, splitOfName } from './split-names.ts';
import { assignSplits, DEFAULT_RATIOS } from './splits.ts';

function images(count: number, split?: string): RawImage[] {
  return Array.from({ length: count }, (_, i) => {
    const path = `images/${i}.jpg`;
    return { image: { id: path, file: path }, split, labelFile: 'x', boxes: [] };
  });
}

const splitsById = (list: readonly RawImage[]): Map<string, string | undefined> =>
  new Map(list.map(({ image, split }) => [image.id, split]));
const count = (list: readonly RawImage[], split: string): number =>
  list.filter((image) => image.split === split).length;

describe('assignSplits', () => {
  it('makes 70 / 15 / 15 where nothing is stated, and says so', () => {
    const { images: made, source, problems } = assignSplits(images(2000), 3, DEFAULT_RATIOS);
    expect(source).toBe('made');
    expect(count(made, 'train') / 2000).toBeCloseTo(0.7, 1);
    expect(count(made, 'val') / 2000).toBeCloseTo(0.15, 1);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code: 'split-made', severity: 'note', file: '.' });
    expect(problems[0]!.message).toMatch(
      /^No split is stated; one was made from seed 3: \d+ train, \d+ val, \d+ test\.$/,
    );
  });

  it('adding images moves no other; another seed does', () => {
    const few = splitsById(assignSplits(images(100), 0, DEFAULT_RATIOS).images);
    const many = splitsById(assignSplits(images(500), 0, DEFAULT_RATIOS).images);
    for (const [id, split] of few) expect(many.get(id)).toBe(split);
    const other = splitsById(assignSplits(images(100), 1, DEFAULT_RATIOS).images);
    expect([...few].some(([id, split]) => other.get(id) !== split)).toBe(true);
  });

  it('uses other ratios', () => {
    const { images: made } = assignSplits(images(1000), 0, { train: 1, val: 1, test: 0 });
    expect(count(made, 'test')).toBe(0);
    expect(count(made, 'val') / 1000).toBeCloseTo(0.5, 1);
  });

  it.each([3, 4, 5, 6, 10])('leaves no wanted split of %i images empty', (size) => {
    for (let seed = 0; seed < 20; seed++) {
      const { images: made } = assignSplits(images(size), seed, DEFAULT_RATIOS);
      const [val, test] = [count(made, 'val'), count(made, 'test')];
      expect(val > 0 && test > 0).toBe(true);
    }
  });

  it('treats a lone train split as undivided, but leaves a lone test split', () => {
    expect(assignSplits(images(50, 'train'), 0, DEFAULT_RATIOS).source).toBe('made');
    const test = assignSplits(images(50, 'test'), 0, DEFAULT_RATIOS);
    expect(test.source).toBe('files');
    expect(count(test.images, 'test')).toBe(50);
  });

  it('makes a split where train and val are the same images', () => {
    const { images: made, problems } = assignSplits(
      [...images(50, 'train'), ...images(50, 'val')],
      0,
      DEFAULT_RATIOS,
    );
    expect(made).toHaveLength(50);
    expect(problems.map(({ message }) => message)[0]).toMatch(/^Every image is in more than one split/);
  });

  it('divides a lone trainval and keeps test', () => {
    const test = images(20, 'test').map((image) => ({
      ...image,
      image: { id: `t${image.image.id}`, file: 'x' },
    }));
    const { images: made, source } = assignSplits([...images(80, 'trainval'), ...test], 0, DEFAULT_RATIOS);
    expect(source).toBe('made');
    expect(count(made, 'test')).toBe(20);
    expect(count(made, 'train') + count(made, 'val')).toBe(80);
    expect(count(made, 'val')).toBeGreaterThan(0);
  });
});

describe('names of splits', () => {
  it.each([
    ['valid', 'val'],
    ['Train', 'train'],
    ['val2017', 'val'],
    ['test-2007', 'test'],
    ['images', undefined],
    ['training_notes', undefined],
  ])('%s', (name, split) => expect(splitOfName(name)).toBe(split));

  it('come from folders, not from file names', () => {
    expect(splitOfFolders('images/valid/a.jpg')).toBe('val');
    expect(splitOfFolders('images/train.jpg')).toBeUndefined();
  });

  it('are listed in the usual order', () => {
    expect(sortSplits(['holdout', 'test', 'train', 'val', 'a'])).toEqual([
      'train',
      'val',
      'test',
      'a',
      'holdout',
    ]);
  });
});
