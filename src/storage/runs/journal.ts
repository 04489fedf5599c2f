// journal.jsonl: the numbered events of a run, a line each, appended and flushed before anybody hears of them.
import { open, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../../core/user-error.ts';
import { jobEventSchema, type JobEvent, type JobEventPayload } from '../../contract/job-events.ts';
import { FileChanges } from './file-changes.ts';
import { describeWriteError } from './write-errors.ts';

const NEWLINE = 0x0a;

/** Options of `Journal.follow`. */
export interface FollowOptions {
  /** Leave out, within what is read at once, every progress event that a later one supersedes. */
  readonly skipSupersededProgress?: boolean;
}

/** Reads and appends one journal. One process appends at a time; any number read. */
export class Journal {
  readonly file: string;
  #queue: Promise<unknown> = Promise.resolve();
  /** Size after our last append: another size means that somebody else wrote, and the tail is read anew. */
  #size = -1;
  #sequence = 0;

  constructor(file: string) {
    this.file = file;
  }

  /**
   * Numbers, stamps and appends an event; resolves when it is in the file. Appends keep their order.
   * @throws UserError when the disk is full, or the folder gone; what was written of the line is repaired by the next append
   */
  append(event: JobEventPayload): Promise<JobEvent> {
    const appended = this.#queue
      .then(() => this.#append(event))
      .catch((error: unknown) => {
        throw describeWriteError(error, this.file);
      });
    this.#queue = appended.catch(() => undefined);
    return appended;
  }

  /** Events from a sequence number on; a torn last line is left out. @throws UserError on a damaged line. */
  async read(fromSequence = 0): Promise<JobEvent[]> {
    const { events } = await this.#readFrom(0);
    return events.filter((event) => event.sequence >= fromSequence);
  }

  /** Replays from a sequence number, then goes on with what is appended, until the signal aborts. */
  async *follow(
    fromSequence: number,
    signal: AbortSignal,
    options: FollowOptions = {},
  ): AsyncGenerator<JobEvent, void> {
    const changes = new FileChanges(dirname(this.file), signal);
    const stopped = () => signal.aborted;
    let offset = 0;
    try {
      while (!stopped()) {
        const read = await this.#readFrom(offset);
        offset = read.end;
        const events = options.skipSupersededProgress ? withoutSuperseded(read.events) : read.events;
        for (const event of events) {
          if (event.sequence < fromSequence) continue;
          yield event;
          if (stopped()) return;
        }
        await changes.next();
      }
    } finally {
      changes.close();
    }
  }

  async #append(payload: JobEventPayload): Promise<JobEvent> {
    const handle = await open(this.file, 'a');
    try {
      const { size } = await handle.stat();
      if (size !== this.#size) {
        const { events, end } = await this.#readFrom(0);
        this.#sequence = events.at(-1)?.sequence ?? 0;
        if (end < size) await truncate(this.file, end); // A line torn by a crash.
        this.#size = end;
      }
      const event: JobEvent = {
        sequence: this.#sequence + 1,
        at: new Date().toISOString(),
        event: payload,
      };
      const line = Buffer.from(`${JSON.stringify(event)}\n`);
      await handle.appendFile(line);
      // Progress comes ten times a second and may be lost with the machine; nothing else may.
      if (payload.type !== 'progress') await handle.datasync();
      this.#sequence += 1;
      this.#size += line.byteLength;
      return event;
    } finally {
      await handle.close();
    }
  }

  /** Whole lines from a byte offset on, and the offset after the last of them. */
  async #readFrom(offset: number): Promise<{ events: JobEvent[]; end: number }> {
    const bytes = await readTail(this.file, offset);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    const lines = bytes.subarray(0, end).toString('utf8').split('\n');
    lines.pop();
    const events = lines.map((line, index) => parseLine(line, this.file, offset === 0 ? index + 1 : null));
    return { events, end: offset + end };
  }
}

async function readTail(file: string, offset: number): Promise<Buffer> {
  try {
    if (offset === 0) return await readFile(file);
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      if (size <= offset) return Buffer.alloc(0);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - offset), 0, size - offset, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

function parseLine(line: string, file: string, lineNumber: number | null): JobEvent {
  try {
    return jobEventSchema.parse(JSON.parse(line));
  } catch {
    const place = lineNumber === null ? file : `${file}, line ${lineNumber}`;
    throw new UserError({
      code: 'journal-damaged',
      message: `${place}: expected an event as JSON, found ${JSON.stringify(line.slice(0, 60))}.`,
      hint: 'The run cannot be replayed beyond this line. Remove the line, or the run.',
    });
  }
}

/** Keeps, of each stretch of progress events of the same phase, only the last. */
function withoutSuperseded(events: readonly JobEvent[]): JobEvent[] {
  return events.filter(({ event }, index) => {
    const next = events[index + 1]?.event;
    return !(event.type === 'progress' && next?.type === 'progress' && next.phase === event.phase);
  });
}
