// boxwright inspect on a small stored evaluation: a split, an image, settings, and names that do not fit.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recipeSchema } from '../contract/recipe.ts';
import { createRun } from '../storage/runs/create-run.ts';
import { exampleEvaluation, exampleRun } from '../storage/runs/testing/example-run.ts';
import { EXIT } from './exit-codes.ts';
import { boxwright, documentOf } from './testing/capture-command.ts';

let root: string;
let runs: string;
const inspect = (...options: string[]) => boxwright('inspect', 'latest', '--runs', runs, ...options);

/**
 * Of a.png: a hit of score 0.75 (row 0) and one of 0.25 (row 1) that overlaps it by 342 / 418; of empty/b.png: one of 0.125.
 * In training the anchor of the object's own size, 16:2, would be its positive, so row 0 is ignored.
 */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'boxwright-inspect-'));
  runs = join(root, 'runs');
  const recipe = recipeSchema.parse({
    input: { width: 96, height: 96 },
    loss: { assignment: 'best' },
    network: {
      branches: [
        {
          stride: 32,
          anchors: [
            [40, 40],
            [50, 50],
            [60, 60],
          ],
        },
        {
          stride: 16,
          anchors: [
            [10, 10],
            [19.2, 19.2],
          ],
        },
      ],
    },
  });
  const run = await createRun(runs, { ...exampleRun, recipe, name: 'first' });
  const evaluation = exampleEvaluation();
  const notANumber = { candidates: 4, images: 1, imageIds: ['a.png'] };
  await run.writeEvaluation('val', { ...evaluation, summary: { ...evaluation.summary, notANumber } });
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('a cut branch', () => {
  const cut = (...options: string[]) => inspect('--score-threshold', '0.1', ...options);

  it('loses what it alone finds, by size and image, with a warning', async () => {
    const { code, stdout } = await cut('--cut-branch', '32', '--json');
    expect(code).toBe(EXIT.done);
    expect(documentOf(stdout)).toMatchObject({
      strides: [32],
      before: { found: 1, falsePositives: 1 },
      objects: 1,
      sizes: [{ size: 'small', objects: 1 }],
    });
    const text = (await cut('--cut-branch', '32')).stdout;
    expect(text).toContain('without the stride-32 branch, nothing trained again');
  });

  it('must be there, must leave one, and is asked of a split', async () => {
    for (const [options, message] of [
      [['--cut-branch', '8'], 'no branch of stride 8; it has branches of stride 32, 16'],
      [['--cut-branch', '32', '--cut-branch', '16'], 'no branch would be left'],
      [['--cut-branch', '16', '--image', 'a'], 'speaks of a whole split'],
    ] as const) {
      const { code, stderr } = await cut(...options);
      expect(stderr).toContain(message);
      expect(code).toBe(EXIT.usage);
    }
  });
});

describe('a split', () => {
  it('counts by the brightness of its images; without their pictures it says that it is not known', async () => {
    const { stdout } = await inspect('--score-threshold', '0.1', '--json');
    expect(documentOf(stdout)).toMatchObject({
      brightness: [{ name: 'unknown', images: 2, tp: 1, fp: 1, missed: 0 }],
    });
    expect((await inspect()).stdout).toContain('unknown');
    expect((await inspect('--no-brightness')).stdout).not.toContain('unknown');
  });

  it('is one JSON document: counts, parts, the worst image first, and what is no number', async () => {
    const { code, stdout } = await inspect('--score-threshold', '0.1', '--json');
    expect(code).toBe(EXIT.done);
    expect(documentOf(stdout)).toMatchObject({
      name: 'first',
      split: 'val',
      operatingPoint: { scoreThreshold: 0.1, tp: 1, fp: 1, fn: 0 },
      kinds: { background: 1, duplicate: 0 },
      classes: [
        { name: 'red', tp: 1, fp: 0 },
        { name: 'white', tp: 0, fp: 1 },
      ],
      branches: [
        { stride: 32, tp: 1, fp: 0 },
        { stride: 16, tp: 0, fp: 1 },
      ],
      anchors: [
        { stride: 32, number: 3, size: [60, 60], tp: 1 },
        { stride: 16, number: 2, size: [19.2, 19.2], fp: 1 },
      ],
      images: [
        { imageId: 'empty/b.png', fp: 1 },
        { imageId: 'a.png', fp: 0 },
      ],
      notANumber: { candidates: 4 },
    });
  });

  it('says that voting weighs all sides the same where sigma is not known', async () => {
    const { stdout } = await inspect('--method', 'voting');
    expect(stdout).toContain('voting, sigma 0.02, IoU above 0.5, all sides weigh the same (sigma not known)');
    expect((await inspect('--method', 'voting', '--image', 'a.png')).stdout).toContain('weigh the same');
    expect((await inspect()).stdout).not.toContain('weigh the same');
  });

  it('is a few tables otherwise', async () => {
    const { stdout } = await inspect('--score-threshold', '0.1');
    expect(stdout).toMatch(/^val of first: 2 images$/m);
    expect(stdout).toMatch(/^score >= 0\.1; NMS greedy, IoU above 0\.5; match IoU 0\.5; at most 300 /m);
    expect(stdout).toMatch(/^white +0 +1 +0 +0 +0 +0 +0 +1$/m);
    expect(stdout).toMatch(/^16:2 +19x19 +0 +1 /m);
    expect(stdout).toMatch(/^empty\/b\.png +1 +0 +0$/m);
    expect(stdout).toContain('warning: 4 candidates of 1 image are not numbers (NaN) and left out: a.png');
  });
});

describe('an image', () => {
  it('is one JSON document of all its candidates', async () => {
    const { stdout } = await inspect('--image', 'a.png', '--json');
    expect(documentOf(stdout)).toMatchObject({
      split: 'val',
      settings: { scoreThreshold: 0.4, suppression: { method: 'greedy' } },
      image: { imageId: 'a.png', width: 100, height: 80, picture: { state: 'dataset-moved' } },
      counts: { tp: 1, fp: 0, missed: 0 },
      detections: [
        {
          row: 0,
          className: 'red',
          outcome: 'tp',
          match: { groundTruth: 0, iou: 1 },
          origin: { stride: 32, anchorSize: { width: 60, height: 60 }, row: 3, column: 4 },
        },
      ],
      removed: [{ row: 1, fate: 'below-score', origin: { stride: 16 } }],
      groundTruth: [{ outcome: 'matched', detection: 0 }, { ignore: 'difficult' }, { ignore: 'crowd' }],
    });
  });

  it('is a few tables otherwise', async () => {
    const { stdout } = await inspect('--image', 'a.png', '--score-threshold', '0.2');
    expect(stdout).toMatch(/^a\.png {2}100x80 {2}val of first$/m);
    expect(stdout).toContain("warning: The dataset's folder is not at /data/cells any more.");
    expect(stdout).toContain('1 true positive, 0 false positives, 0 missed; 2 candidates: 1 suppressed');
    expect(stdout).toMatch(
      /^0 +TP of #0 +red +0\.750 +0\.750 x 1\.000 +10,10 20x20 +#0 red 1\.00 +1 \(0\.8\d\)$/m,
    );
    // Objectness 0.75 has the logit ln 3; a probability of 1 has none.
    expect(stdout).toMatch(/^0 +32 +3: 60x60 px +3, 4 +\d+ px +1\.1, - +- +ignored, IoU 1\.00 with #0 red$/m);
    expect(stdout).toMatch(/^1 +red +0\.250 +11,9 20x20 +0 +0\.8\d$/m);
  });

  it('that lacks an object says what stood in its way', async () => {
    const { stdout } = await inspect('--image', 'a.png', '--score-threshold', '0.9');
    expect(stdout).toContain(
      '#0 red at 10,10 20x20: row 0 lies on it at IoU 1.00, but its score of 0.750 is below 0.9.',
    );
    const muted = await inspect('--image', 'a.png', '--mute-branch', '32', '--mute-anchor', '16:1');
    expect(muted.stdout).toMatch(/; muted: stride 32, anchor 16:1$/m);
    expect(muted.stdout).toContain('but it is muted.');
  });

  it.each(['a', 'b', 'empty/b', 'b.png'])('is found by the end of its path: %s', async (name) => {
    const { stdout } = await inspect('--image', name, '--json');
    expect(documentOf(stdout)).toMatchObject({ image: { imageId: name === 'a' ? 'a.png' : 'empty/b.png' } });
  });
});

it('takes every setting that the inspector has', async () => {
  const { stdout } = await inspect(
    ...[
      '--nms-iou-threshold',
      '0.3',
      '--match-iou-threshold',
      '0.75',
      '--max-detections',
      '7',
      '--method',
      'diou',
    ],
    ...[
      '--beta',
      '0.6',
      '--across-classes',
      '--objectness-power',
      '2',
      '--class-power',
      '0',
      '--sigma-power',
      '0.5',
    ],
    ...['--mute-class', 'white', '--json'],
  );
  expect(documentOf(stdout)).toMatchObject({
    operatingPoint: {
      nmsIouThreshold: 0.3,
      matchIouThreshold: 0.75,
      maxDetections: 7,
      suppression: { method: 'diou', diouBeta: 0.6, acrossClasses: true },
      criterion: { objectnessPower: 2, classPower: 0, sigmaPower: 0.5 },
      muted: { branches: [], anchors: [], classes: [1] },
    },
  });
});

describe('what does not fit', () => {
  it.each<[string, string[], number, string]>([
    ['an unknown image', ['--image', 'c.png'], EXIT.failed, 'no image "c.png" among its 2 images'],
    [
      'an unknown split',
      ['--split', 'test'],
      EXIT.failed,
      'not been evaluated on the split "test", only on val',
    ],
    [
      'an unknown branch',
      ['--mute-branch', '8'],
      EXIT.usage,
      'no branch of stride 8; it has branches of stride 32, 16',
    ],
    ['an unknown anchor', ['--mute-anchor', '16:3'], EXIT.usage, 'it has anchors 16:1 to 16:2'],
    ['an unknown class', ['--mute-class', 'blue'], EXIT.usage, 'it has the classes red, white'],
    ['an anchor without a branch', ['--mute-anchor', '2'], EXIT.usage, 'as 16:2'],
    ['a power below 0', ['--sigma-power', '-1'], EXIT.usage, 'Expected a number from 0 to 10'],
  ])('%s', async (_, options, expected, message) => {
    const { code, stdout, stderr } = await inspect(...options);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  });
});
