// What training was told of an image: its labels, and the marks of the run, not those made since.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Mark } from '../../core/marks/mark.ts';
import { writeRunMarks } from '../../storage/marks/run-marks.ts';
import { trainedGroundTruth } from './trained-ground-truth.ts';

it('adds the marks that the run took into account to the labels of their image', async () => {
  const run = await mkdtemp(join(tmpdir(), 'boxwright-run-'));
  try {
    const label = { box: { x1: 0, y1: 0, x2: 10, y2: 10 }, classIndex: 0, area: 100 };
    const record = { imageId: 'a.png', groundTruth: [label] };
    expect(await trainedGroundTruth(run, record, ['cell', 'dot'])).toEqual([label]);
    const mark = (imageId: string, x1: number): Mark => ({
      markId: imageId,
      createdAt: '',
      kind: 'missing-label',
      imageId,
      box: { x1, y1: 20, x2: x1 + 5, y2: 30 },
      className: 'dot',
    });
    await writeRunMarks(run, [mark('a.png', 20), mark('b.png', 40)]);
    const added = { box: { x1: 20, y1: 20, x2: 25, y2: 30 }, classIndex: 1, area: 50 };
    expect(await trainedGroundTruth(run, record, ['cell', 'dot'])).toEqual([label, added]);
  } finally {
    await rm(run, { recursive: true });
  }
});
