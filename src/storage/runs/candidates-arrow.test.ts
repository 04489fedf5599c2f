// Stored candidates that are damaged, in every way a file can be: refused in words, never judged.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRun } from './create-run.ts';
import { exampleEvaluation, exampleRun, withTemporaryFolder } from './testing/example-run.ts';

/** What is said of a stored evaluation whose candidates.arrow was changed. */
function reasonOf(change: (bytes: Buffer) => Buffer): Promise<string> {
  return withTemporaryFolder(async (runs) => {
    const run = await createRun(runs, exampleRun);
    await run.writeEvaluation('val', exampleEvaluation(true));
    const path = join(run.evaluationDirectory('val'), 'candidates.arrow');
    await writeFile(path, change(await readFile(path)));
    const error: unknown = await run.readEvaluation('val').then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({
      code: 'candidates-unreadable',
      hint: expect.stringContaining('again') as string,
    });
    return (error as Error).message;
  });
}

/** Bytes of a 32-bit float in the file. */
const floatAt = (bytes: Buffer, value: number): number => {
  const wanted = Buffer.alloc(4);
  wanted.writeFloatLE(value);
  const at = bytes.indexOf(wanted);
  expect(at).toBeGreaterThan(0);
  return at;
};

describe('a damaged file', () => {
  it.each<[string, RegExp, (bytes: Buffer) => Buffer]>([
    ['empty', /it is empty \(0 bytes\)\.$/, () => Buffer.alloc(0)],
    ['another file', /does not begin like an Arrow file\.$/, () => Buffer.from('{"no": "arrow"}')],
    ['cut off', /it is cut off: its end is missing\.$/, (bytes) => bytes.subarray(0, bytes.length / 2)],
    [
      'damaged in its head',
      /it is damaged\.$/,
      (bytes) =>
        Buffer.concat([bytes.subarray(0, 8), Buffer.alloc(bytes.length - 16, 0xff), bytes.subarray(-8)]),
    ],
  ])('that is %s is refused in words', async (_, message, change) => {
    expect(await reasonOf(change)).toMatch(message);
  });

  it('with NaN in it is refused, with how many and in which images', async () => {
    const message = await reasonOf((bytes) => {
      const at = floatAt(bytes, 31); // Of x2, the second row of a.png.
      return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(4, 0xff), bytes.subarray(at + 4)]);
    });
    expect(message).toContain('it is damaged: 1 of 3 candidates hold values that no detector gives');
    expect(message).toContain('in a.png (1).');
  });

  it('with numbers that could be a detector’s, but are not those that were written, is refused', async () => {
    const message = await reasonOf((bytes) => {
      bytes.writeFloatLE(0.625, floatAt(bytes, 0.75));
      return bytes;
    });
    expect(message).toMatch(/its numbers are not those that the evaluation wrote\.$/);
  });

  it('as one with a box inside out, or a probability above 1', async () => {
    const write = (from: number, to: number) => (bytes: Buffer) => {
      bytes.writeFloatLE(to, floatAt(bytes, from));
      return bytes;
    };
    expect(await reasonOf(write(31, -31))).toContain('in a.png (1).');
    expect(await reasonOf(write(0.75, 7))).toContain('in a.png (1).');
  });
});
