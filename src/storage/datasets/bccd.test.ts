// A real dataset: 364 blood-smear images in Pascal VOC layout.
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { datasetSchema } from '../../contract/dataset.ts';
import { createLetterbox } from '../../core/letterbox/letterbox.ts';
import { prepareInput } from '../images/prepare-input.ts';
import { openDataset } from './open-dataset.ts';
import type { DatasetProgress } from './raw-dataset.ts';
import { problemLine } from './testing/fixture.ts';
import { summarizeDataset } from './summarize.ts';

const ROOT = resolve('../shared/data/bccd');
/** Generous, since other work may share the machine; it takes well under a second alone. */
const LONGEST_MS = 10_000;

describe('BCCD', () => {
  it('opens completely, fast, and the same each time', async () => {
    const progress: DatasetProgress[] = [];
    const start = performance.now();
    const dataset = await openDataset(ROOT, { onProgress: (step) => progress.push(step) });
    expect(performance.now() - start).toBeLessThan(LONGEST_MS);
    expect(datasetSchema.parse(dataset)).toEqual(dataset);
    expect(dataset).toMatchObject({
      name: 'bccd',
      format: 'voc',
      splitSource: 'files',
      classes: ['Platelets', 'RBC', 'WBC'],
      splits: ['train', 'val', 'test'],
    });
    expect(dataset.problems.map(problemLine)).toEqual([
      'box-zero-area error Annotations/BloodImage_00338.xml:163',
      'box-zero-area error Annotations/BloodImage_00343.xml:55',
    ]);
    expect(progress.at(-1)).toEqual({ phase: 'images', done: 364, total: 364, unit: 'images' });
    expect((await openDataset(ROOT)).fingerprint).toBe(dataset.fingerprint);
  });

  it('has the published counts', async () => {
    const summary = summarizeDataset(await openDataset(ROOT));
    expect(summary.splits.map(({ name, images }) => [name, images])).toEqual([
      ['train', 205],
      ['val', 87],
      ['test', 72],
    ]);
    expect(summary.classes.map(({ name, boxes }) => [name, boxes])).toEqual([
      ['Platelets', 361],
      ['RBC', 4153],
      ['WBC', 372],
    ]);
    expect(summary).toMatchObject({ images: 364, boxes: 4886, ignoreBoxes: 0, background: 0 });
    expect(summary.imageSizes).toEqual([{ width: 640, height: 480, images: 364 }]);
  });

  it("gives the network's input", async () => {
    const { root, images } = await openDataset(ROOT);
    const record = images[0]!;
    const letterbox = createLetterbox(record, { width: 416, height: 416 });
    const pixels = await prepareInput(join(root, record.file), letterbox);
    expect(pixels).toHaveLength(416 * 416 * 3);
    expect([...pixels.subarray(0, 3)]).toEqual([128, 128, 128]);
  });
});
