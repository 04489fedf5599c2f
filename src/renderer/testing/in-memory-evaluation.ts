// The evaluation calls of the in-memory client: made-up candidates, counted with the core's own functions.
import type {
  CandidateColumns,
  EvaluationImage,
  ObjectnessMaps,
  PackedNumbers,
  SplitRecount,
} from '../../contract/evaluation-calls.ts';
import type { Dataset, ImageRecord } from '../../contract/dataset.ts';
import type { EvaluationSummary, OperatingSettings } from '../../contract/evaluation.ts';
import { judgeImage } from '../../core/matching/match.ts';
import { candidateScores } from '../../core/nms/scores.ts';
import { suppressOverlaps } from '../../core/nms/suppress.ts';
import { createRandom, deriveSeed, type Random } from '../../core/random.ts';
import { toCandidateTable, toGroundTruth } from '../state/candidate-columns.ts';

export const BRANCHES: EvaluationImage['branches'] = [
  {
    stride: 32,
    receptiveField: 318,
    anchors: [
      [54, 50],
      [61, 66],
      [112, 106],
    ],
  },
  {
    stride: 16,
    receptiveField: 210,
    anchors: [
      [20, 21],
      [45, 54],
      [50, 43],
    ],
  },
];
const INPUT = { width: 320, height: 256 };
export const DEFAULT_SETTINGS: OperatingSettings = {
  scoreThreshold: 0.4,
  nmsIouThreshold: 0.45,
  matchIouThreshold: 0.5,
  maxDetections: 300,
};

interface Row {
  readonly box: readonly [number, number, number, number];
  readonly objectness: number;
  readonly classIndex: number;
  readonly classProbability: number;
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Candidates around a place: one good one and a few weaker neighbours. */
function cluster(random: Random, [x1, y1, x2, y2]: Row['box'], classIndex: number, strength: number): Row[] {
  const width = x2 - x1;
  const height = y2 - y1;
  return Array.from({ length: 2 + random.integer(7) }, (_, i) => {
    const spread = i === 0 ? 0.035 : 0.11;
    const jitter = (size: number): number => random.normal() * spread * size;
    const fade = i === 0 ? 1 : random.uniform(0.15, 0.85);
    return {
      box: [x1 + jitter(width), y1 + jitter(height), x2 + jitter(width), y2 + jitter(height)] as const,
      objectness: clamp(strength * fade, 0.01, 0.995),
      classIndex,
      classProbability: clamp(0.94 + 0.05 * random.normal(), 0.4, 0.995),
    };
  });
}

function rowsOf(record: ImageRecord, classes: number): Row[] {
  const random = createRandom(deriveSeed(7, record.imageId));
  const rows: Row[] = [];
  for (const { box, classIndex } of record.groundTruth) {
    const found = random.next();
    const strength = found < 0.06 ? random.uniform(0.05, 0.35) : random.uniform(0.55, 0.99);
    const named = random.next() < 0.03 ? (classIndex + 1) % classes : classIndex;
    rows.push(...cluster(random, [box.x1, box.y1, box.x2, box.y2], named, strength));
    if (random.next() < 0.06) {
      const shift = (box.x2 - box.x1) * 0.42;
      const left = clamp(box.x1 + shift, 0, record.width - 5);
      rows.push(
        ...cluster(random, [left, box.y1, left + box.x2 - box.x1, box.y2], classIndex, 0.62).slice(0, 2),
      );
    }
  }
  for (let i = random.integer(4); i > 0; i--) {
    const side = random.uniform(22, 48);
    const x = random.uniform(0, record.width - side);
    const y = random.uniform(0, record.height - side);
    const classIndex = random.next() < 0.8 ? classes - 1 : 0;
    rows.push(...cluster(random, [x, y, x + side, y + side], classIndex, random.uniform(0.2, 0.9)));
  }
  return rows;
}

function candidatesOf(record: ImageRecord, classes: number): CandidateColumns {
  const rows = rowsOf(record, classes)
    .map((row) => ({
      ...row,
      box: [
        clamp(row.box[0], 0, record.width - 2),
        clamp(row.box[1], 0, record.height - 2),
        clamp(row.box[2], 2, record.width),
        clamp(row.box[3], 2, record.height),
      ] as const,
    }))
    .filter(({ box }) => box[2] - box[0] > 1 && box[3] - box[1] > 1);
  const scaleX = INPUT.width / record.width;
  const scaleY = INPUT.height / record.height;
  const places = rows.map(({ box }) => {
    const width = (box[2] - box[0]) * scaleX;
    const branch = width > 48 ? 0 : 1;
    const sizes = BRANCHES[branch]!.anchors.map(([w]) => Math.abs(Math.log(w / width)));
    const { stride } = BRANCHES[branch]!;
    return {
      branch,
      anchor: sizes.indexOf(Math.min(...sizes)),
      row: Math.floor((((box[1] + box[3]) / 2) * scaleY) / stride),
      column: Math.floor((((box[0] + box[2]) / 2) * scaleX) / stride),
    };
  });
  const random = createRandom(deriveSeed(11, record.imageId));
  const floats = (numbers: readonly number[]) => pack(Float32Array.from(numbers));
  const shorts = (numbers: readonly number[]) => pack(Uint16Array.from(numbers));
  const bytes = (numbers: readonly number[]) => pack(Uint8Array.from(numbers));
  return {
    length: rows.length,
    x1: floats(rows.map(({ box }) => box[0])),
    y1: floats(rows.map(({ box }) => box[1])),
    x2: floats(rows.map(({ box }) => box[2])),
    y2: floats(rows.map(({ box }) => box[3])),
    objectness: floats(rows.map(({ objectness }) => objectness)),
    classIndex: shorts(rows.map(({ classIndex }) => classIndex)),
    classProbability: floats(rows.map(({ classProbability }) => classProbability)),
    sigma: floats(rows.flatMap(() => Array.from({ length: 4 }, () => random.uniform(0.03, 0.16)))),
    sideSigma: floats(rows.flatMap(() => Array.from({ length: 2 }, () => random.uniform(1, 6)))),
    branch: bytes(places.map(({ branch }) => branch)),
    anchor: bytes(places.map(({ anchor }) => anchor)),
    row: shorts(places.map(({ row }) => row)),
    column: shorts(places.map(({ column }) => column)),
  };
}

export function evaluationImage(datasetId: string, dataset: Dataset, record: ImageRecord): EvaluationImage {
  return {
    datasetId,
    record,
    picture: { state: 'ok', path: `${dataset.root}/${record.file}`, message: null },
    classes: dataset.classes,
    candidates: candidatesOf(record, dataset.classes.length),
    trainedOn: record.groundTruth,
    branches: BRANCHES,
    training: { assignment: 'ratio', ratioThreshold: 1.6, ignoreThreshold: 0.6 },
    input: INPUT,
  };
}

const BINS = 25;

/** Counts a whole split at the given settings. */
export function recount(dataset: Dataset, split: string, settings: OperatingSettings): SplitRecount {
  const begun = performance.now();
  const tpBins = new Array<number>(BINS).fill(0);
  const fpBins = new Array<number>(BINS).fill(0);
  const records = dataset.images.filter((record) => record.split === split);
  const images = records.map((record) => {
    const table = toCandidateTable(record.imageId, candidatesOf(record, dataset.classes.length));
    const scores = candidateScores(table, settings);
    const judge = (scoreThreshold: number) => {
      const range = { start: 0, end: table.length };
      const { survivors } = suppressOverlaps(table, range, { ...settings, scoreThreshold }, scores);
      const detections = survivors.map((survivor) => ({
        ...survivor,
        classIndex: table.classIndex[survivor.row]!,
      }));
      return judgeImage(
        toGroundTruth({ record, classes: dataset.classes }, [], settings.muted?.classes),
        detections,
        settings,
      );
    };
    for (const { outcome, score } of judge(0).detections) {
      const bins = outcome === 'tp' ? tpBins : fpBins;
      bins[Math.min(BINS - 1, Math.floor(score * BINS))]! += 1;
    }
    const { detections, groundTruth } = judge(settings.scoreThreshold);
    return {
      imageId: record.imageId,
      tp: detections.filter(({ outcome }) => outcome === 'tp').length,
      fp: detections.filter(({ outcome }) => outcome === 'fp').length,
      fn: groundTruth.filter(({ outcome }) => outcome === 'missed').length,
      groundTruth: record.groundTruth.length,
    };
  });
  const sum = (key: 'tp' | 'fp' | 'fn'): number => images.reduce((total, image) => total + image[key], 0);
  const [tp, fp, fn] = [sum('tp'), sum('fp'), sum('fn')];
  const precision = tp / Math.max(1, tp + fp);
  const recall = tp / Math.max(1, tp + fn);
  return {
    operatingPoint: {
      ...settings,
      tp,
      fp,
      fn,
      precision,
      recall,
      f1: (2 * precision * recall) / Math.max(1e-9, precision + recall),
      falsePositivesPerImage: fp / Math.max(1, images.length),
    },
    AP50: 0.9 - 0.08 * Math.abs(settings.nmsIouThreshold - 0.45),
    images,
    scoreHistogram: { tp: tpBins, fp: fpBins },
    milliseconds: performance.now() - begun,
  };
}

export function evaluationSummary(dataset: Dataset, split: string): EvaluationSummary {
  const { operatingPoint, images } = recount(dataset, split, DEFAULT_SETTINGS);
  const coco = { AP: 0.51, AP50: 0.9, AP75: 0.52, APsmall: -1, APmedium: 0.44, APlarge: 0.56, AR1: 0.2 };
  return {
    split,
    images: images.length,
    coco: { ...coco, AR10: 0.5, AR100: 0.6, ARsmall: -1, ARmedium: 0.5, ARlarge: 0.64 },
    classes: dataset.classes.map((name, i) => ({
      name,
      AP: 0.6 - 0.1 * i,
      AP50: 0.95 - 0.05 * i,
      groundTruth: 100,
      tp: 90,
      fp: 8,
      fn: 10,
      precisionAtRecall: Array.from({ length: 101 }, (_, r) => Math.max(0, 1 - (r / 101) ** 6)),
    })),
    operatingPoint,
    scoreCurve: [],
  };
}

/** Maps that are 0 but where there is a candidate. */
export function objectnessMaps({ record, branches, input, candidates }: EvaluationImage): ObjectnessMaps {
  const table = toCandidateTable(record.imageId, candidates);
  const maps = branches.map(({ stride, anchors }) => {
    const [gridWidth, gridHeight] = [input.width / stride, input.height / stride];
    const values = anchors.map(() => new Float32Array(gridWidth * gridHeight));
    return { stride, gridWidth, gridHeight, values };
  });
  for (let i = 0; i < table.length; i++) {
    const { values, gridWidth } = maps[table.branch[i]!]!;
    values[table.anchor[i]!]![table.row[i]! * gridWidth + table.column[i]!] = table.objectness[i]!;
  }
  return {
    branches: maps.map(({ values, ...branch }) => ({ ...branch, anchors: values.map(pack) })),
    milliseconds: 1,
  };
}

/** As the server sends typed arrays. */
function pack({ buffer, byteOffset, byteLength }: ArrayBufferView): PackedNumbers {
  return btoa(String.fromCharCode(...new Uint8Array(buffer, byteOffset, byteLength)));
}
