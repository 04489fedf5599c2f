// Every judged box of the split under inspection, for walls and plots: follows the settings when they have come to rest.
import type { JudgedBoxes } from '../../contract/evaluation-calls.ts';
import type { JudgedTable } from '../../core/analysis/judged-table.ts';
import type { OperatingSettings } from '../../contract/evaluation.ts';
import type { Mark } from '../../core/marks/mark.ts';
import type { Client } from '../client.ts';
import { unpackNumbers } from './candidate-columns.ts';
import { latestCall } from './latest-call.ts';
import { describeError } from './resource.svelte.ts';
import type { UserErrorDetails } from '../../core/user-error.ts';

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

interface Request {
  readonly runId: string;
  readonly split: string;
  readonly settings: OperatingSettings;
  /** Those that count as ground truth. */
  readonly marks: readonly Mark[];
}

export class JudgedSplit {
  value = $state.raw<JudgedSplitValue | null>(null);
  error = $state.raw<UserErrorDetails | null>(null);
  /** Whether newer settings than those of `value` were asked for. */
  pending = $state(false);
  readonly #client: Client;
  #wanted = '';

  constructor(client: Client) {
    this.#client = client;
  }

  /** Asks for a split at settings; what is known already is not asked for again. */
  async show(request: Request): Promise<void> {
    const wanted = keyOf(request);
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.pending = true;
    await this.#fetch(request);
  }

  /** After a new evaluation nothing of the old one may stay. */
  forget(): void {
    this.#wanted = '';
    this.value = null;
    this.error = null;
    this.pending = false;
  }

  readonly #fetch = latestCall<Request>(async (request) => {
    const asked = keyOf(request);
    const { marks, ...place } = request;
    const at = { ...place, withMarks: marks.length > 0 };
    try {
      const boxes = await this.#client.query('evaluation.judged', at);
      if (asked !== this.#wanted) return;
      const { images, classes, datasetId } = boxes;
      this.value = { ...at, images, classes, datasetId, table: unpackJudged(boxes) };
      this.error = null;
    } catch (error) {
      if (asked !== this.#wanted) return;
      this.error = describeError(error);
    }
    this.pending = false;
  });
}

const keyOf = ({ runId, split, settings, marks }: Request): string =>
  JSON.stringify([runId, split, settings, marks.map(({ markId }) => markId)]);

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
  };
}
