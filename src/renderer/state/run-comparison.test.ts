// Tests of two runs compared: the ledger at both settings, its entries picked in both images, what is absent from one.
import { expect, test } from 'vitest';
import { recipeSchema } from '../../contract/recipe.ts';
import { UserError } from '../../core/user-error.ts';
import { blobDataset } from '../testing/blob-dataset.ts';
import { createMemoryClient } from '../testing/in-memory-client.ts';
import { startedRun } from '../testing/in-memory-training.ts';
import { comparableRuns, commonSplit, isEarlier } from './comparable-runs.ts';
import { compareFigures } from './compare-figures.ts';
import { describeAbsence, describeOwnBox } from './describe-side.ts';
import { InspectedImage } from './inspected-image.svelte.ts';
import { filterLedger, ledgerAsCsv, ledgerClasses, parseStates } from './ledger-list.ts';
import { Marks } from './marks.svelte.ts';
import { RunComparison, type ComparedRun } from './run-comparison.svelte.ts';
import { SplitEvaluation } from './split-evaluation.svelte.ts';

const recipe = recipeSchema.parse({});

function createRuns() {
  const dataset = blobDataset(60);
  const client = createMemoryClient([dataset]);
  const run = (runId: string, createdAt: string, evaluations: string[]) => {
    const record = {
      ...startedRun(dataset, recipe, runId, createdAt),
      state: 'succeeded' as const,
      evaluations,
    };
    client.addRun(record, recipe);
    return record;
  };
  return {
    client,
    early: run('early', '2026-01-05T09:30:00Z', ['val', 'test']),
    late: run('late', '2026-01-06T09:30:00Z', ['test']),
    unevaluated: run('unevaluated', '2026-01-07T09:30:00Z', []),
  };
}

/** The later run open, with the earlier one before it. */
async function compare() {
  const { client } = createRuns();
  const marks = new Marks(client);
  const evaluation = new SplitEvaluation(client, marks);
  const own = { evaluation, inspected: new InspectedImage(client, evaluation) };
  const comparison = new RunComparison(client, marks, own);
  await evaluation.open('late', 'test', {});
  await comparison.open('early', 'test', false);
  return { client, own, comparison };
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
const sceneOf = ({ evaluation, inspected }: ComparedRun) => ({
  image: inspected.source.value!,
  candidates: inspected.candidates!,
  outcomes: inspected.outcomes!,
  settings: evaluation.settings!,
});

test('the ledger counts what each run has at its own settings; what it knows is not asked for again', async () => {
  const { client, own, comparison } = await compare();
  own.evaluation.adjust({ scoreThreshold: 0.7 });
  await settled();
  await comparison.count();
  const { fixed, new: added, persistent } = comparison.ledger.value!.counts;
  expect(comparison.before.evaluation.recount!.operatingPoint.fp).toBe(fixed + persistent);
  expect(comparison.after.evaluation.recount!.operatingPoint.fp).toBe(added + persistent);
  expect(fixed).toBeGreaterThan(0);
  client.calls.length = 0;
  await comparison.count();
  expect(client.calls).toEqual([]);
  comparison.other.choose(own.evaluation.settings!);
  await comparison.count();
  expect(comparison.ledger.value!.counts).toEqual({ fixed: 0, new: 0, persistent: added + persistent });
});

test('swapped, what was fixed is new, and the picked boxes stay', async () => {
  const { own, comparison } = await compare();
  own.evaluation.adjust({ scoreThreshold: 0.7 });
  await comparison.count();
  const { fixed } = comparison.ledger.value!.counts;
  await comparison.pickEntry(comparison.ledger.value!.entries.find(({ state }) => state === 'fixed')!);
  const { picked } = comparison.before.inspected;
  await comparison.open('early', 'test', true);
  await comparison.count();
  expect(comparison.ledger.value!.counts).toMatchObject({ fixed: 0, new: fixed });
  expect(comparison.after.inspected.picked).toEqual(picked);
  expect(comparison.entry).toMatchObject({ state: 'new' });
});

test('an entry opens its image in both runs with its boxes picked; the next one follows, also while one is on its way', async () => {
  const { comparison } = await compare();
  await comparison.count();
  const { entries } = comparison.ledger.value!;
  expect(comparison.step(entries, 1)).toBe(entries[0]);
  const [, second, third] = entries;
  await comparison.pickEntry(second!);
  expect(comparison.entry).toBe(second);
  for (const side of [comparison.before, comparison.after]) {
    expect(side.inspected.imageId).toBe(second!.imageId);
    expect(describeOwnBox(side.inspected.picked!, sceneOf(side))).toMatch(/^\w+ \.\d\d, false positive: /);
  }
  const overtaken = comparison.pickEntry(third!);
  expect(comparison.step(entries, 1)).toBe(entries[3]);
  await Promise.all([overtaken, comparison.pickEntry(entries[3]!)]);
  expect(comparison.entry).toBe(entries[3]);
  expect(comparison.step(entries, -1)).toBe(third);
  expect(comparison.step([], 1)).toBeNull();
});

test('a box that one run has not is absent there, with the candidate that it has instead', async () => {
  const { own, comparison } = await compare();
  own.evaluation.adjust({ scoreThreshold: 0.7 });
  await comparison.count();
  const fixed = comparison.ledger.value!.entries.find(({ state }) => state === 'fixed')!;
  await comparison.pickEntry(fixed);
  expect(comparison.absentBefore).toBeNull();
  const absent = comparison.absentAfter!;
  expect(absent).toMatchObject({
    outcome: 'fp',
    counterpart: { row: fixed.before!.row, fate: 'below-score' },
  });
  expect(describeAbsence(absent, sceneOf(comparison.after))).toMatch(
    /^Best \w+ candidate here: \.\d\d, below the score of \.70\.$/,
  );
});

test('a click on a box of one run picks its entry, and so the box of the other', async () => {
  const { comparison } = await compare();
  await comparison.count();
  const entry = comparison.ledger.value!.entries[0]!;
  await comparison.show(entry.imageId);
  expect(comparison.entry).toBeNull();
  comparison.pick('after', { kind: 'candidate', row: entry.after!.row });
  expect(comparison.entry).toBe(entry);
  expect(comparison.before.inspected.picked).toEqual({ kind: 'candidate', row: entry.before!.row });
  comparison.pick('after', { kind: 'groundTruth', index: 0 });
  expect(comparison.before.inspected.picked).toEqual({ kind: 'groundTruth', index: 0 });
  comparison.pick('after', null);
  expect(comparison.before.inspected.picked).toBeNull();
});

test('a run that was deleted is an error in words, and another can be chosen', async () => {
  const { client, comparison } = await compare();
  await comparison.count();
  await client.mutate('runs.delete', { runId: 'early' });
  await comparison.open('early', 'val', false);
  expect(comparison.other.summary.error).toEqual(
    new UserError({ code: 'run-not-found', message: 'There is no run early.' }).toDetails(),
  );
  await comparison.count();
  expect(comparison.ledger.value).toBeNull();
});

test('runs to compare with: those without the split are named with what is in the way', () => {
  const { early, late, unevaluated } = createRuns();
  const all = [unevaluated, late, early];
  expect(comparableRuns(late, all, 'test').map(({ run, obstacle }) => [run.runId, obstacle])).toEqual([
    ['unevaluated', 'not evaluated on test'],
    ['early', null],
  ]);
  expect(isEarlier(early, late)).toBe(true);
  expect(isEarlier(late, early)).toBe(false);
  expect(commonSplit(late, early)).toBe('test');
  expect(commonSplit({ ...late, evaluations: ['val'] }, early)).toBe('val');
  expect(commonSplit(unevaluated, early)).toBeNull();
});

test('figures are judged by their direction, and by what can be seen of the change', async () => {
  const { comparison } = await compare();
  const before = comparison.before.evaluation.recount!;
  const point = before.operatingPoint;
  const after = {
    ...before,
    AP50: -1,
    operatingPoint: {
      ...point,
      falsePositivesPerImage: point.falsePositivesPerImage - 0.5,
      recall: point.recall - 0.1,
      precision: point.precision + 0.0002,
    },
  };
  expect(compareFigures(before, after).map(({ name, change, verdict }) => [name, change, verdict])).toEqual([
    ['FP / image', '−.50', 'better'],
    ['recall', '−.100', 'worse'],
    ['precision', '±0', 'same'],
    ['AP50', '–', 'same'],
  ]);
});

test('the list is filtered by state and class, and copied as CSV', () => {
  const box = { row: 3, box: { x1: 1, y1: 2, x2: 3.5, y2: 4 }, score: 0.75, branch: 0, anchor: 1 };
  const entries = [
    {
      state: 'fixed',
      imageId: 'a,1.png',
      className: 'RBC',
      before: { ...box, kind: 'duplicate' },
      after: null,
      iou: 0,
    },
    {
      state: 'new',
      imageId: 'b.png',
      className: 'WBC',
      before: null,
      after: { ...box, kind: 'background' },
      iou: 0,
    },
  ] as const;
  expect(parseStates('new,persistent,fp')).toEqual(['new', 'persistent']);
  expect(filterLedger(entries, { states: [], className: null })).toHaveLength(2);
  expect(filterLedger(entries, { states: ['new', 'persistent'], className: null })).toEqual([entries[1]]);
  expect(filterLedger(entries, { states: ['new'], className: 'RBC' })).toEqual([]);
  expect(ledgerClasses(entries)).toEqual(['RBC', 'WBC']);
  expect(ledgerAsCsv(entries).trimEnd().split('\r\n')).toEqual([
    'state,class,image,IoU,before kind,before score,before x1,before y1,before x2,before y2,after kind,after score,after x1,after y1,after x2,after y2',
    'fixed,RBC,"a,1.png",0,duplicate,0.75,1,2,3.5,4,,,,,,',
    'new,WBC,b.png,0,,,,,,,background,0.75,1,2,3.5,4',
  ]);
});
