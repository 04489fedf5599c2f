// Every judged box of the split under inspection, for walls and plots: follows the settings when they have come to rest.
import type { JudgedBoxes } from '../../contract/evaluation-calls.ts';
import type { JudgedTable } from '../../core/analysis/judged-table.ts';
import type { OperatingSettings } from '../../contract/evaluation.ts';
import type { Client } from '../client.ts';
import { unpackNumbers } from './candidate-columns.ts';
import { SplitAnswer } from './split-answer.svelte.ts';

/** A judged table with the images and classes that it counts. */
export interface JudgedSplitValue extends Pick<JudgedBoxes, 'images' | 'classes' | 'datasetId'> {
  readonly table: JudgedTable;
  readonly runId: string;
  readonly split: string;
  /** The settings at which it was judged. */
  readonly settings: OperatingSettings;
  /** Whether marks count as ground truth. */
  readonly withMarks: boolean;
}

export class JudgedSplit extends SplitAnswer<JudgedSplitValue> {
  constructor(client: Client) {
    super(async (at) => {
      const boxes = await client.query('evaluation.judged', at);
      const { images, classes, datasetId } = boxes;
      return { ...at, images, classes, datasetId, table: unpackJudged(boxes) };
    });
  }
}

/** The table from its text. */
function unpackJudged({ length, columns }: JudgedBoxes): JudgedTable {
  const floats = (name: keyof typeof columns) => new Float32Array(unpackNumbers(columns[name]));
  const shorts = (name: keyof typeof columns) => new Int16Array(unpackNumbers(columns[name]));
  const integers = (name: keyof typeof columns) => new Int32Array(unpackNumbers(columns[name]));
  const bytes = (name: keyof typeof columns) => new Uint8Array(unpackNumbers(columns[name]));
  return {
    length,
    image: new Uint32Array(unpackNumbers(columns.image)),
    outcome: bytes('outcome'),
    kind: bytes('kind'),
    classIndex: new Uint16Array(unpackNumbers(columns.classIndex)),
    score: floats('score'),
    x1: floats('x1'),
    y1: floats('y1'),
    x2: floats('x2'),
    y2: floats('y2'),
    groundTruth: integers('groundTruth'),
    groundTruthClass: shorts('groundTruthClass'),
    iou: floats('iou'),
    row: integers('row'),
    branch: shorts('branch'),
    anchor: shorts('anchor'),
    sigma: floats('sigma'),
    sideSigma: floats('sideSigma'),
    sideError: floats('sideError'),
  };
}
