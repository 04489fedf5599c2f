// What a change of the settings costs: a split of COCO's size in the inspector process, one image of many candidates in the
// page; and a run folder with such an image, for the page to draw.
import { join } from 'node:path';
import { recipeSchema } from '../../src/contract/recipe.ts';
import type { CandidateTable } from '../../src/core/decode/candidate-table.ts';
import { prepareSplit, evaluateSplit, recountSplit } from '../../src/core/metrics/evaluate-split.ts';
import { GREEDY, type SuppressionMethod } from '../../src/core/nms/rule.ts';
import { candidateScores, NOTHING_MUTED, PLAIN_SCORE } from '../../src/core/nms/scores.ts';
import { createRandom } from '../../src/core/random.ts';
import type { OperatingSettings } from '../../src/contract/evaluation.ts';
import { RecountableSplit } from '../../src/jobs/recount/recountable-split.ts';
import { resolveRecipe } from '../../src/jobs/recipe/resolve-recipe.ts';
import { judgeCandidates } from '../../src/renderer/state/judge-candidates.ts';
import { openDataset } from '../../src/storage/datasets/open-dataset.ts';
import { createRun } from '../../src/storage/runs/create-run.ts';
import { writeSampleDataset } from '../../src/storage/sample/write-sample.ts';
import { COCO_SIZE, makeCocoSize } from './coco-size.ts';

const [root] = process.argv.slice(2) as [string];
/** Candidates of the one image. */
const MANY = 5000;
const ROUNDS = 9;
const AT = { scoreThreshold: 0.3, nmsIouThreshold: 0.5, matchIouThreshold: 0.5, maxDetections: 100 };
const [BRANCHES, ANCHORS] = [3, 3];

/** A round's changes are all a little different, so that nothing is remembered. */
type Change = (round: number) => OperatingSettings;
const by = (method: SuppressionMethod): Change => {
  const suppression = { ...GREEDY, method };
  return (round) => ({ ...AT, nmsIouThreshold: 0.5 + round / 1e4, suppression });
};
const CHANGES: readonly (readonly [name: string, change: Change])[] = [
  ['score threshold', (round) => ({ ...AT, scoreThreshold: 0.3 + round / 1e3 })],
  ['NMS IoU', (round) => ({ ...AT, nmsIouThreshold: 0.5 + round / 1e4 })],
  ['match IoU', (round) => ({ ...AT, matchIouThreshold: 0.5 + round / 1e4 })],
  ['sigma weight', (round) => ({ ...AT, criterion: { ...PLAIN_SCORE, sigmaPower: 0.5 + round / 1e3 } })],
  [
    'an anchor muted',
    (round) => ({
      ...AT,
      muted: { ...NOTHING_MUTED, anchors: [[Math.floor(round / ANCHORS) % BRANCHES, round % ANCHORS]] },
    }),
  ],
  [
    'NMS IoU, across classes',
    (round) => ({ ...by('greedy')(round), suppression: { ...GREEDY, acrossClasses: true } }),
  ],
  ['NMS IoU, DIoU', by('diou')],
  ['NMS IoU, soft linear', by('soft-linear')],
  [
    'NMS IoU, soft Gaussian',
    (round) => ({ ...AT, suppression: { ...GREEDY, method: 'soft-gaussian', softSigma: 0.5 + round / 1e4 } }),
  ],
  ['NMS IoU, variance voting', by('voting')],
  ['NMS IoU, boxes fusion', by('fusion')],
];

async function measure(run: (settings: OperatingSettings) => unknown) {
  const measured = [];
  for (const [name, change] of CHANGES) {
    const times = [];
    for (let round = 0; round < ROUNDS; round++) {
      const settings = change(round);
      const start = performance.now();
      await run(settings);
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    measured.push({ name, median: times[ROUNDS >> 1]!, largest: times[ROUNDS - 1]! });
  }
  return measured;
}

/** The same candidates with branches, anchors and sigmas, as a Gaussian network of three heads gives them. */
function withOrigins(table: CandidateTable): CandidateTable {
  const random = createRandom(11);
  const { length } = table;
  const floats = (count: number, low: number, high: number) =>
    Float32Array.from({ length: count }, () => random.uniform(low, high));
  return {
    ...table,
    branch: Uint8Array.from({ length }, () => random.integer(BRANCHES)),
    anchor: Uint8Array.from({ length }, () => random.integer(ANCHORS)),
    sigma: floats(length * 4, 0.02, 0.4),
    sideSigma: floats(length * 2, 1, 8),
  };
}

/** Candidates of one image: heaps around random places. */
function manyCandidates(imageId: string, width: number, height: number, classes: number): CandidateTable {
  const random = createRandom(5);
  const places = Array.from(
    { length: 60 },
    () => [random.uniform(0, width), random.uniform(0, height)] as const,
  );
  const boxes = Array.from({ length: MANY }, (_, i) => {
    const [cx, cy] = places[i % places.length]!;
    const [x, y] = [cx + random.normal() * 8, cy + random.normal() * 8];
    const [w, h] = [random.uniform(16, 60), random.uniform(16, 60)];
    return [
      Math.max(0, x - w / 2),
      Math.max(0, y - h / 2),
      Math.min(width, x + w / 2),
      Math.min(height, y + h / 2),
    ];
  });
  const column = (k: number) => Float32Array.from(boxes, (box) => box[k]!);
  return withOrigins({
    length: MANY,
    imageIds: [imageId],
    image: new Uint32Array(MANY),
    x1: column(0),
    y1: column(1),
    x2: column(2),
    y2: column(3),
    objectness: Float32Array.from({ length: MANY }, () => random.next() ** 2),
    classIndex: Uint16Array.from({ length: MANY }, (_, i) => (i % places.length) % classes),
    classProbability: Float32Array.from({ length: MANY }, () => random.uniform(0.5, 1)),
    sigma: null,
    sideSigma: null,
    branch: new Uint8Array(MANY),
    anchor: new Uint8Array(MANY),
    row: Uint16Array.from({ length: MANY }, () => random.integer(8)),
    column: Uint16Array.from({ length: MANY }, () => random.integer(10)),
  });
}

const { objects, candidates } = makeCocoSize();
const split = new RecountableSplit({
  candidates: withOrigins(candidates),
  images: candidates.imageIds.map((imageId, i) => ({ imageId, groundTruth: objects[i]! })),
  classes: Array.from({ length: COCO_SIZE.classes }, (_, i) => `class ${i}`),
});
await split.recount(AT);
const wholeSplit = await measure((settings) => split.recount(settings));

const { folder } = await writeSampleDataset(join(root, 'cells'), {
  images: 16,
  width: 640,
  height: 480,
  seed: 1,
});
const dataset = await openDataset(folder);
const recipe = resolveRecipe(dataset, recipeSchema.parse({}));
const record = dataset.images.find(({ split: name }) => name === 'test')!;
const table = manyCandidates(record.imageId, record.width, record.height, dataset.classes.length);
const image = { record, classes: dataset.classes } as unknown as Parameters<typeof judgeCandidates>[1];
split.close();
const oneImage = await measure((settings) =>
  judgeCandidates({ table, scores: candidateScores(table, settings) }, image, settings, []),
);

const run = await createRun(join(root, 'runs'), { dataset, recipe, versions: { bench: '1' } });
const prepared = prepareSplit(table, new Map([[record.imageId, record.groundTruth]]), dataset.classes);
await run.writeEvaluation('test', {
  summary: evaluateSplit('test', prepared, AT),
  classes: dataset.classes,
  images: [record],
  candidates: table,
  detections: recountSplit(prepared, { ...AT, scoreThreshold: 0 }).detections,
});
await run.updateRecord({ state: 'succeeded', pid: null, endedAt: new Date().toISOString() });
process.stdout.write(
  `${JSON.stringify({ wholeSplit, oneImage, candidates: candidates.length, many: MANY, dataset: folder, runs: join(root, 'runs') })}\n`,
);
