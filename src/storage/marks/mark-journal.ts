// marks.jsonl: the operations that a person's marks are the outcome of, a line each, appended and flushed.
import { mkdir, open, readFile, stat, truncate } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { markLineSchema, markOwnerSchema, type MarkOwner } from '../../contract/marks.ts';
import {
  applyOperation,
  NO_MARKS,
  type MarkHistory,
  type MarkOperation,
} from '../../core/marks/mark-history.ts';
import { UserError } from '../../core/user-error.ts';
import { datasetIdOf } from '../datasets/dataset-id.ts';
import { datasetFolder } from '../runs/dataset-folder.ts';
import { describeWriteError } from '../runs/write-errors.ts';

const NEWLINE = 0x0a;

/**
 * The folder of a dataset's marks: `<folder of its runs>/marks/<id of its root>`, so that datasets of one name do not mix.
 * @param datasetRuns absolute path of the folder that holds the dataset's runs
 * @param root absolute path of the dataset
 */
export function marksFolder(datasetRuns: string, root: string): string {
  return join(datasetRuns, 'marks', datasetIdOf(root));
}

/** The same for the dataset of a run, which may have moved since. @param runDirectory `<runs>/<dataset>/<runId>` */
export function marksOfRun(runDirectory: string, root: string): string {
  return marksFolder(datasetFolder(dirname(dirname(runDirectory)), basename(root)), root);
}

/** What a journal holds. */
export interface StoredMarks {
  /** Null while there is no journal. */
  readonly owner: MarkOwner | null;
  readonly history: MarkHistory;
  /** Bytes of whole lines: only ever grows, and so tells whether anything is new. */
  readonly bytes: number;
}

const NOTHING: StoredMarks = { owner: null, history: NO_MARKS, bytes: 0 };

/** Reads and appends one journal; other processes may do so too. Holds no open file. */
export class MarkJournal {
  readonly file: string;
  #queue: Promise<unknown> = Promise.resolve();
  #known = NOTHING;

  /** @param folder made with the first mark */
  constructor(folder: string) {
    this.file = join(folder, 'marks.jsonl');
  }

  /** What stands in the file now; a line that was torn by a crash is left out. @throws UserError on a damaged line */
  async read(): Promise<StoredMarks> {
    const size = (await stat(this.file).catch(() => null))?.size ?? 0;
    if (size !== this.#known.bytes) this.#known = parseJournal(await readOrNothing(this.file), this.file);
    return this.#known;
  }

  /**
   * Appends an operation; resolves when it is on the disk. Appends keep their order.
   * @param owner written where the file is new
   * @throws UserError when the disk is full or the folder may not be written to
   */
  append(operation: MarkOperation, owner: MarkOwner): Promise<StoredMarks> {
    const appended = this.#queue
      .then(() => this.#append(operation, owner))
      .catch((error: unknown) => {
        throw describeWriteError(error, this.file);
      });
    this.#queue = appended.catch(() => undefined);
    return appended;
  }

  async #append(operation: MarkOperation, owner: MarkOwner): Promise<StoredMarks> {
    await mkdir(dirname(this.file), { recursive: true });
    const handle = await open(this.file, 'a');
    try {
      const before = await this.read();
      if ((await handle.stat()).size > before.bytes) await truncate(this.file, before.bytes); // A torn line.
      const lines = [
        ...(before.owner ? [] : [{ format: 1, ...owner }]),
        { at: new Date().toISOString(), ...operation },
      ];
      const text = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      await handle.appendFile(text);
      await handle.datasync();
      this.#known = {
        owner: before.owner ?? owner,
        history: applyOperation(before.history, operation),
        bytes: before.bytes + text.byteLength,
      };
      return this.#known;
    } finally {
      await handle.close();
    }
  }
}

async function readOrNothing(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

function parseJournal(content: Buffer, file: string): StoredMarks {
  const bytes = content.lastIndexOf(NEWLINE) + 1;
  if (bytes === 0) return NOTHING;
  const [first, ...lines] = content.toString('utf8', 0, bytes).trimEnd().split('\n');
  const { name, root, fingerprint } = parseLine(markOwnerSchema, first!, file, 1);
  let history = NO_MARKS;
  lines.forEach(
    (line, i) => (history = applyOperation(history, parseLine(markLineSchema, line, file, i + 2))),
  );
  return { owner: { name, root, fingerprint }, history, bytes };
}

function parseLine<T>(
  schema: { parse: (value: unknown) => T },
  line: string,
  file: string,
  number: number,
): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    throw new UserError({
      code: 'marks-damaged',
      message: `${file}, line ${number}: expected an operation on marks as JSON, found ${JSON.stringify(line.slice(0, 60))}.`,
      hint: 'Remove the line; the marks of the others are kept. Or remove the file, and with it all marks of the dataset.',
    });
  }
}
