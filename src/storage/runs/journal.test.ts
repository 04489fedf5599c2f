// The journal: numbering, torn lines, replay and following.
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JobEvent, JobEventPayload } from '../../contract/job-events.ts';
import { Journal } from './journal.ts';
import { withTemporaryFolder } from './testing/example-run.ts';

const log = (message: string): JobEventPayload => ({ type: 'log', level: 'info', message });
const progress = (done: number): JobEventPayload => ({
  type: 'progress',
  phase: 'train',
  done,
  total: 9,
  unit: 'steps',
});
const messages = (events: readonly JobEvent[]) =>
  events.map(({ event }) => (event.type === 'log' ? event.message : event.type));

const withJournal = (use: (file: string) => Promise<void>) =>
  withTemporaryFolder((folder) => use(join(folder, 'journal.jsonl')));

describe('Journal', () => {
  test('numbers events from 1 and keeps the order of concurrent appends', () =>
    withJournal(async (file) => {
      const journal = new Journal(file);
      const appended = await Promise.all(['a', 'b', 'c'].map((message) => journal.append(log(message))));
      expect(appended.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
      expect(messages(await new Journal(file).read())).toEqual(['a', 'b', 'c']);
      expect(messages(await journal.read(3))).toEqual(['c']);
    }));

  test('reads nothing where there is no journal', () =>
    withJournal(async (file) => expect(await new Journal(file).read()).toEqual([])));

  test('leaves out a torn last line, and repairs it at the next append', () =>
    withJournal(async (file) => {
      await new Journal(file).append(log('whole'));
      await appendFile(file, '{"sequence":2,"at":"2024');
      const journal = new Journal(file);
      expect(messages(await journal.read())).toEqual(['whole']);
      expect((await journal.append(log('next'))).sequence).toBe(2);
      expect(messages(await new Journal(file).read())).toEqual(['whole', 'next']);
      expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(3);
    }));

  test('goes on numbering after another writer', () =>
    withJournal(async (file) => {
      const first = new Journal(file);
      await first.append(log('first'));
      await new Journal(file).append(log('second'));
      expect((await first.append(log('third'))).sequence).toBe(3);
    }));

  test('names the line of a damaged event', () =>
    withJournal(async (file) => {
      await writeFile(file, 'not an event\n');
      await expect(new Journal(file).read()).rejects.toMatchObject({
        code: 'journal-damaged',
        message: expect.stringContaining('line 1') as string,
      });
    }));

  test('follows: replays, then yields what is appended, then ends with the signal', () =>
    withJournal(async (file) => {
      const journal = new Journal(file);
      await journal.append(log('old'));
      await journal.append(log('replayed'));
      const stop = new AbortController();
      const seen: JobEvent[] = [];
      for await (const event of new Journal(file).follow(2, stop.signal)) {
        seen.push(event);
        if (seen.length === 1) await journal.append(log('live'));
        if (seen.length === 2) stop.abort();
      }
      expect(messages(seen)).toEqual(['replayed', 'live']);
      expect(seen.map(({ sequence }) => sequence)).toEqual([2, 3]);
    }));

  test('follows a journal that does not exist yet', () =>
    withJournal(async (file) => {
      const stop = new AbortController();
      const following = new Journal(file).follow(0, stop.signal);
      const first = following.next();
      await new Journal(file).append(log('born'));
      expect((await first).value).toMatchObject({ sequence: 1 });
      stop.abort();
      expect((await following.next()).done).toBe(true);
    }));

  test('can leave out superseded progress', () =>
    withJournal(async (file) => {
      const journal = new Journal(file);
      for (const event of [progress(1), progress(2), log('between'), progress(3), progress(4)]) {
        await journal.append(event);
      }
      const stop = new AbortController();
      const sequences: number[] = [];
      for await (const { sequence } of journal.follow(0, stop.signal, { skipSupersededProgress: true })) {
        sequences.push(sequence);
        if (sequence === 5) stop.abort();
      }
      expect(sequences).toEqual([2, 3, 5]);
    }));
});
