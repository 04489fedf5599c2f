// Tests of the wall as a whole: crops as they become known, groups, selection over filters and settings, the URL.
import { beforeEach, expect, test } from 'vitest';
import type { CropBatch } from '../../../contract/evaluation-calls.ts';
import { DESCRIPTOR_LENGTH } from '../../../core/look-alikes/describe-crop.ts';
import { UserError } from '../../../core/user-error.ts';
import type { Client } from '../../client.ts';
import { judgedSplit, type JudgedRow } from '../../testing/judged-boxes.ts';
import { JudgedSplit, type JudgedSplitValue } from '../judged-split.svelte.ts';
import { ImageBrightness } from '../image-brightness.svelte.ts';
import { PageLocation } from '../location.svelte.ts';
import { wallBox } from './wall-box.ts';
import { Wall } from './wall.svelte.ts';

/** The server's side of the crops. */
interface Following {
  readonly input: unknown;
  readonly send: (batch: CropBatch) => void;
  readonly fail: (error: Error) => void;
  ended: boolean;
}
let followings: Following[] = [];
const client = {
  subscribe: (_path: string, input: unknown, send: Following['send'], fail: Following['fail']) => {
    const following: Following = { input, send, fail, ended: false };
    followings.push(following);
    return () => (following.ended = true);
  },
} as unknown as Client;

const pack = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  btoa(String.fromCharCode(...new Uint8Array(buffer, byteOffset, byteLength)));

/** A batch of crops, each of one grey and one pattern. */
function batch(
  crops: readonly (readonly [row: number, brightness: number, pattern: number])[],
  done: number,
  total: number,
): CropBatch {
  const descriptors = new Int8Array(crops.length * DESCRIPTOR_LENGTH);
  crops.forEach(([, , pattern], i) =>
    descriptors.fill(pattern, i * DESCRIPTOR_LENGTH, (i + 1) * DESCRIPTOR_LENGTH),
  );
  return {
    rows: pack(Uint32Array.from(crops, ([row]) => row)),
    descriptors: pack(descriptors),
    brightness: pack(Float32Array.from(crops, ([, brightness]) => brightness)),
    done,
    total,
  };
}

function wallOf(rows: readonly JudgedRow[], hash = '#/inspect?view=wall') {
  const location = new PageLocation({
    location: { hash },
    history: { pushState: () => undefined, replaceState: () => undefined },
    addEventListener: () => undefined,
  });
  const judged = new JudgedSplit(client);
  const value = judgedSplit(rows);
  judged.value = value;
  return { wall: new Wall(client, judged, new ImageBrightness(client), location), judged, location, value };
}

const ROWS: readonly JudgedRow[] = [
  { score: 0.9, classIndex: 2 },
  { score: 0.8 },
  { outcome: 'tp' },
  { image: 1, score: 0.7 },
  { image: 1, outcome: 'missed', classIndex: 2 },
];

beforeEach(() => {
  followings = [];
});

test('filter, order and groups are those of the URL, and go there', () => {
  const { wall, location } = wallOf(ROWS, '#/inspect?view=wall&wall=fp,c0&order=score.up&alike=0.7');
  expect(wall.ordered).toEqual([3, 1]);
  expect(wall.alike).toBe(0.7);
  wall.setFilter({ classes: [] });
  wall.setOrder({ by: 'score', ascending: false });
  wall.setAlike(null);
  expect(wall.ordered).toEqual([0, 1, 3]);
  expect(location.route).toEqual({ screen: 'inspect', view: 'wall', wall: 'fp' });
  wall.clearFilter();
  expect(location.route.wall).toBeUndefined();
  expect(wall.ordered).toEqual([0, 1, 3, 4]);
  expect(wall.sections).toMatchObject([{ kind: 'all', open: true, rows: [0, 1, 3, 4] }]);
});

test('brightness becomes known batch by batch; what was followed to its end is not asked for again', () => {
  const { wall, value } = wallOf(ROWS, '#/inspect?view=wall&order=brightness');
  const stop = wall.crops.follow(value, false);
  expect(followings[0]!.input).toEqual({
    runId: 'a',
    split: 'test',
    settings: value.settings,
    withMarks: false,
    withTruePositives: false,
  });
  expect(wall.ordered).toEqual([0, 1, 3, 4]);
  followings[0]!.send(
    batch(
      [
        [1, 200, 1],
        [0, 20, 1],
      ],
      3,
      5,
    ),
  );
  expect(wall.crops.progress).toBe(0.6);
  expect(wall.ordered).toEqual([1, 0, 3, 4]);
  stop();
  expect(followings[0]!.ended).toBe(true);
  wall.crops.follow(value, false);
  expect(wall.crops.progress).toBe(0);
  followings[1]!.send(
    batch(
      [
        [1, 200, 1],
        [0, 20, 1],
        [3, 100, 1],
      ],
      3,
      5,
    ),
  );
  followings[1]!.send(batch([[4, 250, 1]], 5, 5));
  expect(wall.ordered).toEqual([4, 1, 3, 0]);
  wall.crops.follow(value, false);
  expect(followings).toHaveLength(2);
  // True positives come with the rest, and what came with them serves without them.
  wall.crops.follow(value, true);
  expect(followings[2]!.input).toMatchObject({ withTruePositives: true });
  followings[2]!.send(batch([[2, 50, 1]], 5, 5));
  wall.crops.follow(value, false);
  expect(followings).toHaveLength(3);
});

test('batches of boxes that have changed meanwhile are dropped, an error is told', () => {
  const { wall, judged, value } = wallOf(ROWS);
  wall.crops.follow(value, false);
  followings[0]!.send(batch([[0, 20, 1]], 9, 9));
  expect(wall.crops.progress).toBe(0);
  const next: JudgedSplitValue = judgedSplit(ROWS.slice(1));
  judged.value = next;
  wall.crops.follow(next, false);
  followings[0]!.send(batch([[0, 20, 1]], 4, 4));
  expect(wall.crops.table.brightnessOf(0)).toBeNull();
  followings[1]!.fail(new UserError({ code: 'inspector-ended', message: 'It ended.' }));
  expect(wall.crops.error).toMatchObject({ code: 'inspector-ended' });
});

test('look-alikes stand together, the surest first, the largest group first; what is unlike or unknown comes last', async () => {
  const rows: readonly JudgedRow[] = [
    { score: 0.1 },
    { score: 0.9 },
    { score: 0.8 },
    { score: 0.7 },
    { score: 0.6 },
    { score: 0.5 },
    { image: 1, score: 0.4 },
  ];
  const { wall, value } = wallOf(rows, '#/inspect?view=wall&alike=0.9');
  wall.crops.follow(value, false);
  await wall.regroup();
  expect(wall.sections).toMatchObject([{ kind: 'unknown', rows: [1, 2, 3, 4, 5, 6, 0] }]);
  const patterns = [50, -50, 50, 0, -50, 50] as const;
  followings[0]!.send(
    batch(
      patterns.map((pattern, row) => [row, 9, pattern] as const),
      7,
      7,
    ),
  );
  await wall.regroup();
  expect(wall.sections.map(({ kind, rows: members, open }) => [kind, members, open])).toEqual([
    ['group', [2, 5, 0], false],
    ['group', [1, 4], false],
    ['single', [3], true],
    ['unknown', [6], true],
  ]);
  const [first] = wall.sections;
  wall.toggle(first!.id);
  expect(wall.sections[0]).toMatchObject({ id: first!.id, open: true });
  expect(wall.sectionOf(5)?.id).toBe(first!.id);
  wall.setAlike(0);
  await wall.regroup();
  expect(wall.sections[0]!.rows).toHaveLength(3);
  wall.setAlike(null);
  await wall.regroup();
  expect(wall.sections).toMatchObject([{ kind: 'all' }]);
});

test('of groups asked for one after the other the last are shown', async () => {
  const { wall, value } = wallOf(
    Array.from({ length: 3000 }, () => ({})),
    '#/inspect?view=wall&alike=0.999',
  );
  wall.crops.follow(value, false);
  const crops = Array.from({ length: 3000 }, (_, row) => [row, 9, (row % 250) - 125] as const);
  followings[0]!.send(batch(crops, 3000, 3000));
  const strict = wall.regroup();
  wall.setAlike(0);
  await Promise.all([strict, wall.regroup()]);
  expect(wall.sections.length).toBeLessThan(100);
});

test('a selection outlives filters and settings as far as its boxes are wrong; another evaluation forgets it', () => {
  const { wall, judged } = wallOf(ROWS);
  wall.selection.replace(wall.ordered.map((row) => wall.keyOf(row)));
  wall.setFilter({ outcomes: ['missed'] });
  expect(wall.ordered).toEqual([4]);
  expect(wall.selected).toEqual([0, 1, 3, 4]);
  // At other settings the first two are not there, and the third has become a true positive.
  const other = judgedSplit([
    { image: 1, outcome: 'tp' },
    { image: 1, outcome: 'missed', classIndex: 2 },
  ]);
  other.table.row.set([3, -1]);
  other.table.groundTruth.set([-1, 4]);
  judged.value = other;
  expect(wall.selected).toEqual([1]);
  wall.setFilter({ outcomes: ['tp'] });
  expect(wall.selected).toEqual([0, 1]);
  expect(wallBox(other, 1).key).toBe([...wall.selection.keys].at(-1));
  wall.forget();
  expect(wall.selected).toEqual([]);
});
