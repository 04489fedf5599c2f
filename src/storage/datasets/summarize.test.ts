import { describe, expect, it } from 'vitest';
import { datasetSummarySchema, type Dataset } from '../../contract/dataset.ts';
import { drawPixels, type Colour } from '../images/testing/pictures.ts';
import { sharp } from '../images/sharp-setup.ts';
import { measureBrightness } from './measure-brightness.ts';
import { openDataset } from './open-dataset.ts';
import { summarizeDataset } from './summarize.ts';
import { openFiles, writeFolder } from './testing/fixture.ts';

const plain = (colour: Colour): Promise<Buffer> =>
  sharp(drawPixels(200, 100, colour), { raw: { width: 200, height: 100, channels: 3 } })
    .png()
    .toBuffer();

async function smallDataset(): Promise<Dataset> {
  return openFiles({
    'data.yaml': 'train: train\nval: val\nnames: [cell, dot]\n',
    'train/a.jpg': 'image',
    'train/a.txt': '0 0.5 0.5 0.5 0.5\n1 0.3 0.3 0.17 0.2125\n1 0.5 0.5 0.17 0.2125\n',
    'train/b.jpg': 'image',
    'train/b.txt': '',
    'val/c.jpg': 'image',
    'val/c.txt': '1 0.5 0.5 0.5 0.5\n',
  });
}

describe('summarizeDataset', () => {
  it('counts', async () => {
    const summary = summarizeDataset(await smallDataset());
    expect(datasetSummarySchema.parse(summary)).toEqual(summary);
    expect(summary).toMatchObject({ images: 3, boxes: 4, background: 1, brightness: null });
    expect(summary.splits).toEqual([
      { name: 'train', images: 2, boxes: 3, background: 1 },
      { name: 'val', images: 1, boxes: 1, background: 0 },
    ]);
    expect(summary.classes).toEqual([
      { name: 'cell', boxes: 1, images: 1, boxesPerSplit: { train: 1, val: 0 } },
      { name: 'dot', boxes: 3, images: 2, boxesPerSplit: { train: 2, val: 1 } },
    ]);
    expect(summary.boxSample.map((box) => box.map(Math.round))).toEqual([
      [50, 40, 0],
      [17, 17, 1],
      [17, 17, 1],
      [50, 40, 1],
    ]);
    expect(summary.boxesPerImage).toEqual({ edges: [0, 1, 2, 3, 4], counts: [1, 1, 0, 1] });
    expect(summary.boxSizes.edges[0]).toBe(16);
    expect(summary.boxSizes.counts.reduce((sum, count) => sum + count)).toBe(4);
    expect(summary.boxSizes.counts[0]).toBe(2);
  });

  it('limits the problems of one kind and says how many there are', async () => {
    const dataset = await smallDataset();
    const problem = { code: 'box-clipped', severity: 'note', message: 'x', file: 'x' } as const;
    const summary = summarizeDataset({ ...dataset, problems: new Array(1200).fill(problem) as never });
    expect(summary.problems).toHaveLength(1000);
    expect(summary.problemCounts).toEqual({ 'box-clipped': 1200 });
    expect(summarizeDataset(dataset).problemCounts).toBeUndefined();
  });

  it('has room for no boxes and for many', async () => {
    const dataset = await smallDataset();
    const empty = dataset.images.map((image) => ({ ...image, groundTruth: [] }));
    expect(datasetSummarySchema.safeParse(summarizeDataset({ ...dataset, images: empty })).success).toBe(
      true,
    );
    const truth = dataset.images[0]!.groundTruth[0]!;
    const full = dataset.images.map((image) => ({
      ...image,
      groundTruth: new Array<typeof truth>(4000).fill(truth),
    }));
    const summary = summarizeDataset({ ...dataset, images: full });
    expect(summary.boxSample).toHaveLength(5000);
    expect(summary.boxesPerImage.counts.length).toBeLessThanOrEqual(40);
  });
});

describe('measureBrightness', () => {
  it('is the mean luma of each image', async () => {
    const root = await writeFolder({
      'classes.txt': 'cell',
      'black.png': await plain([0, 0, 0]),
      'black.txt': '0 0.5 0.5 0.5 0.5',
      'grey.png': await plain([100, 100, 100]),
      'grey.txt': '',
      'red.png': await plain([255, 0, 0]),
      'red.txt': '',
    });
    const dataset = await openDataset(root);
    let done = 0;
    const { histogram, means } = await measureBrightness(dataset, {
      onProgress: (step) => (done = step.done),
    });
    expect(done).toBe(3);
    expect(means.get('black.png')).toBe(0);
    expect(means.get('grey.png')).toBeCloseTo(100);
    expect(means.get('red.png')).toBeCloseTo(0.299 * 255);
    expect(histogram.counts.map((count, i) => [count, i]).filter(([count]) => count! > 0)).toEqual([
      [1, 0],
      [1, 9],
      [1, 12],
    ]);
    expect(summarizeDataset(dataset, histogram).brightness).toEqual(histogram);
  });

  it('passes over images that are gone, and stops when told to', async () => {
    const gone = { ...(await smallDataset()), root: await writeFolder({}) };
    expect((await measureBrightness(gone)).means.size).toBe(0);
    await expect(measureBrightness(gone, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
  });
});
