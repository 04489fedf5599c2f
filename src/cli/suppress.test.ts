// boxwright suppress on small files: what it prints, and what it says of options and entries that do not fit.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withTemporaryFolder } from '../storage/runs/testing/example-run.ts';
import { EXIT } from './exit-codes.ts';
import { boxwright, documentOf } from './testing/capture-command.ts';

const entry = (imageId: number, x: number, score: number) => ({
  image_id: imageId,
  category_id: 1,
  bbox: [x, 0, 10, 10],
  score,
});
/** Of image 4: two that overlap by 8 / 12, then one that is no number and one out of range; of image 2: one. */
const TEXT = `[${[entry(4, 0, 0.6), entry(4, 2, 0.9), entry(2, 0, 0.3), entry(4, 9, -1), entry(4, 9, 7)]
  .map((each) => JSON.stringify(each))
  .join(', ')
  .replace('"score":-1', '"score":NaN')}]`;

const suppress = (text: string, ...options: string[]) =>
  withTemporaryFolder(async (folder) => {
    const file = join(folder, 'candidates.json');
    await writeFile(file, text);
    return { file, ...(await boxwright('suppress', file, ...options)) };
  });

it('prints one JSON document of what is kept and who suppressed what', async () => {
  const { file, code, stdout } = await suppress(TEXT, '--iou', '0.5', '--json');
  expect(code).toBe(EXIT.done);
  expect(documentOf(stdout)).toEqual({
    file,
    scoreThreshold: 0,
    nmsIouThreshold: 0.5,
    maxDetections: null,
    suppression: expect.objectContaining({ method: 'greedy' }) as unknown,
    images: [
      {
        imageId: 4,
        kept: [{ index: 1, ...entry(4, 2, 0.9) }],
        suppressed: [
          {
            index: 0,
            image_id: 4,
            category_id: 1,
            score: 0.6,
            by: 1,
            iou: expect.closeTo(8 / 12, 6) as number,
            rule: 'greedy',
          },
        ],
        belowScore: 0,
        beyondMaximum: 0,
      },
      {
        imageId: 2,
        kept: [{ index: 2, ...entry(2, 0, 0.3) }],
        suppressed: [],
        belowScore: 0,
        beyondMaximum: 0,
      },
    ],
    totals: {
      images: 2,
      results: 3,
      kept: 2,
      suppressed: 1,
      belowScore: 0,
      beyondMaximum: 0,
      refused: [
        { index: 3, imageId: '4', reason: 'not-a-number' },
        { index: 4, imageId: '4', reason: 'score-out-of-range' },
      ],
    },
  });
});

it('prints a row an image, totals, what was left out, and at which settings', async () => {
  const { stdout } = await suppress(
    TEXT,
    '--method',
    'wbf',
    '--score-threshold',
    '0.5',
    '--max-detections',
    '1',
  );
  expect(stdout).toMatch(/^4 +2 +1 +1 +0 +0$/m);
  expect(stdout).toMatch(/^2 +1 +0 +0 +1 +0$/m);
  expect(stdout).toMatch(/^all +3 +1 +1 +1 +0$/m);
  expect(stdout).toContain('1 result left out, as its score or box is not a number (NaN): entry 4 (image 4)');
  expect(stdout).toContain('1 result left out, as its score is not from 0 to 1: entry 5 (image 4)');
  expect(stdout).toContain('fusion, score max, IoU above 0.5; score >= 0.5, at most 1 an image');
});

it('takes the numbers of a method, and no others', async () => {
  const { stdout } = await suppress(TEXT, '--method', 'soft', '--sigma', '0.1', '--json');
  expect(documentOf(stdout)).toMatchObject({ suppression: { method: 'soft-gaussian', softSigma: 0.1 } });
  const voting = await suppress(TEXT, '--method', 'voting', '--sigma', '0.1', '--across-classes', '--json');
  expect(documentOf(voting.stdout)).toMatchObject({
    suppression: { method: 'voting', votingSigma: 0.1, softSigma: 0.5, acrossClasses: true },
  });
  const wrong = await suppress(TEXT, '--method', 'fusion', '--beta', '2');
  expect(wrong).toMatchObject({ code: EXIT.usage, stdout: '' });
  expect(wrong.stderr).toContain('--beta belongs to the method diou, and the method is fusion.');
});

it.each([
  ['an unknown method', ['--method', 'nmss'], 'Expected one of greedy, diou,'],
  ['an unknown way to fuse', ['--fused-score', 'min'], 'Expected max or mean.'],
  ['an overlap above 1', ['--iou', '2'], 'Expected a number from 0 to 1.'],
])('%s ends with 2', async (_, options, message) => {
  const { code, stderr } = await suppress('[]', ...options);
  expect(stderr).toContain(message);
  expect(code).toBe(EXIT.usage);
});

it('refuses entries that are malformed, and files that are not there', async () => {
  const { file, code, stdout, stderr } = await suppress(JSON.stringify([entry(1, 0, 0.5), { image_id: 3 }]));
  expect({ code, stdout }).toEqual({ code: EXIT.failed, stdout: '' });
  expect(stderr).toContain(`error: ${file}: result 2 has category_id undefined; expected a number.`);
  expect((await boxwright('suppress', 'nowhere.json')).stderr).toContain('nowhere.json cannot be read');
});

it('of an empty list is empty', async () => {
  const { code, stdout } = await suppress('[]', '--json');
  expect(code).toBe(EXIT.done);
  expect(documentOf(stdout)).toMatchObject({ images: [], totals: { results: 0 } });
});
