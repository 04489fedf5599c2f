// Memory that runs out: a real training on a WebAssembly without room, and in whose words it is recognised.
import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tf } from '../engine/tf.ts';
import { trainSpecSchema } from '../contract/job-spec.ts';
import { startEngine } from './engine/start-engine.ts';
import { describeMemoryError, memoryHint } from './out-of-memory.ts';
import { followToEnd, makeSampleFolder, newTraining, smallRecipe } from './testing/sample-runs.ts';

it('a training that finds no room fails with what needs less', async () => {
  const { root, dataset, remove } = await makeSampleFolder();
  onTestFinished(remove);
  await startEngine('wasm');
  const { folder, spec } = await newTraining(root, dataset, smallRecipe());
  // Addresses are taken, not memory: nothing is written to them.
  const { wasm } = tf.backend() as unknown as { wasm: { _malloc(bytes: number): number } };
  for (let bytes = 2 ** 30; bytes >= 2 ** 20;)
    try {
      wasm._malloc(bytes);
    } catch {
      bytes /= 2;
    }
  const end = (await followToEnd(spec)).at(-1);
  expect(end).toMatchObject({
    type: 'failed',
    code: 'out-of-memory',
    hint: expect.stringContaining('schedule.batchSize 2 instead of 4') as string,
  });
  expect((end as { message: string }).message).not.toContain('\n');
  expect(await folder.readRecord()).toMatchObject({ state: 'failed', error: { code: 'out-of-memory' } });
});

describe('an error', () => {
  const specOf = (batchSize: number) =>
    trainSpecSchema.parse({
      kind: 'train',
      runDirectory: '/r',
      datasetRoot: '/d',
      recipe: { schedule: { batchSize }, input: { height: 256 } },
    });
  const codeOf = (error: unknown) => (describeMemoryError(error, specOf(8)) as { code?: string }).code;

  it.each([
    Object.assign(new Error('Aborted(). Build with -sASSERTIONS for more info.'), { name: 'RuntimeError' }),
    new Error('OOM when allocating tensor with shape[64,416,416,32] and type float on CPU'),
    new Error('ENOMEM: not enough memory, read'),
    new RangeError('WebAssembly.Memory(): could not allocate memory'),
  ])('is recognised: %s', (error) => expect(codeOf(error)).toBe('out-of-memory'));

  it('of a buffer that is too large is recognised', () => {
    const allocate = () => new ArrayBuffer(2 ** 52);
    expect(codeOf(thrownBy(allocate))).toBe('out-of-memory');
  });

  it('of a thread whose heap is full is recognised', async () => {
    const hoard = 'const all = []; for (;;) all.push(new Array(1000).fill({}));';
    const worker = new Worker(hoard, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 10 } });
    const error = await new Promise((resolve) => worker.once('error', resolve));
    expect(codeOf(error)).toBe('out-of-memory');
  });

  it('of another kind stays what it is', () => {
    const bug = new TypeError('room is not a function');
    expect(describeMemoryError(bug, specOf(8))).toBe(bug);
  });

  it('has a hint that fits the recipe', () => {
    expect(memoryHint(specOf(9))).toContain('schedule.batchSize 4 instead of 9');
    expect(memoryHint(specOf(9))).toContain('input.width below 320, input.height below 256');
    expect(memoryHint(specOf(1))).toContain('network.widthMultiple below 0.5');
    expect(memoryHint({ kind: 'evaluate', runDirectory: '/r', split: 'val', backend: 'auto' })).toContain(
      'smaller input',
    );
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown');
}
