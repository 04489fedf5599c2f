// Checkpoints: round trips with and without the optimizer's numbers, and what is said of files that do not fit.
import { describe, expect, it } from 'vitest';
import type { Network } from '../../core/network/layer.ts';
import { createLayerList } from '../../core/network/layer-list.ts';
import { createRandom } from '../../core/random.ts';
import { UserError } from '../../core/user-error.ts';
import { parameterLayout } from '../network/parameters.ts';
import { normalNumbers } from '../testing/numbers.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';

// One convolution and one head: small enough to be compared number by number.
const list = createLayerList();
list.convolution(8, 3);
list.prediction(7);
list.add({ kind: 'yolo', anchors: [{ width: 9, height: 9 }], classes: 2, gaussian: false, scaleXY: 1 });
const network: Network = { input: { width: 8, height: 8 }, layers: list.layers };
const classes = ['cell', 'débris'];
const { parameterCount, statisticCount } = parameterLayout(network);
const [average, statistics] = [normalNumbers(parameterCount, 3), normalNumbers(statisticCount, 4)];
const pixels = { mean: [0.1, 0.2, 0.3], standardDeviation: [0.4, 0.5, 0.6] } as const;
const about = { network, classes, pixels };
const state = {
  step: 41,
  parameters: normalNumbers(parameterCount, 5),
  average,
  statistics,
  first: normalNumbers(parameterCount, 6),
  second: new Float32Array(0),
};

describe('checkpoint', () => {
  it('that can be resumed holds every number of the training', () => {
    expect(decodeCheckpoint(encodeCheckpoint(about, state, true), 'last')).toEqual({
      detector: { ...about, parameters: average, statistics },
      training: state,
    });
  });

  it("holds Adam's second moment too", () => {
    const adam = { ...state, second: normalNumbers(parameterCount, 7) };
    expect(decodeCheckpoint(encodeCheckpoint(about, adam, true), 'last').training).toEqual(adam);
  });

  it('for prediction alone holds the averaged weights and is smaller', () => {
    const bytes = encodeCheckpoint(about, state, false);
    expect(bytes.length).toBeLessThan(encodeCheckpoint(about, state, true).length / 2);
    expect(decodeCheckpoint(bytes, 'best')).toEqual({
      detector: { ...about, parameters: average, statistics },
      training: null,
    });
  });

  it('is read from a Node buffer, which starts anywhere in a larger one', () => {
    const bytes = encodeCheckpoint(about, state, true);
    const pool = Buffer.alloc(bytes.length + 5);
    pool.set(bytes, 5);
    expect(decodeCheckpoint(pool.subarray(5), 'last').training).toEqual(state);
  });

  it('names every tensor by layer and role, in the shape that other tools expect', () => {
    const { tensors } = decodeSafetensors(encodeCheckpoint(about, state, false));
    expect(tensors.get('0.filter')!.shape).toEqual([3, 3, 3, 8]);
    expect(tensors.get('0.variance')!.shape).toEqual([8]);
  });
});

describe('a file that is no checkpoint', () => {
  const good = encodeCheckpoint(about, state, true);
  const { tensors, metadata } = decodeSafetensors(good);
  const without = (name: string) => new Map([...tensors].filter(([other]) => other !== name));
  const changed = (name: string, count: number) =>
    new Map(tensors).set(name, { shape: [count], values: new Float32Array(count) });

  it.each([
    ['is cut off', good.subarray(0, good.length - 8), 'ends at byte'],
    ['is empty', new Uint8Array(0), 'at least 8 bytes'],
    [
      'comes from another program',
      encodeSafetensors({ tensors, metadata: {} }),
      'no description of a network',
    ],
    [
      'has a description that is not JSON',
      encodeSafetensors({ tensors, metadata: { boxwright: '{' } }),
      'JSON',
    ],
    [
      'lacks a tensor',
      encodeSafetensors({ tensors: without('0.filter'), metadata }),
      '"0.filter" has 0 numbers; 216 are',
    ],
    [
      'has a tensor of another size',
      encodeSafetensors({ tensors: changed('0.mean', 3), metadata }),
      '"0.mean" has 3 numbers',
    ],
    [
      'lacks the momentum',
      encodeSafetensors({ tensors: without('training.first'), metadata }),
      'training.first does not fit',
    ],
    [
      'has a momentum of another size',
      encodeSafetensors({ tensors: changed('training.first', 9), metadata }),
      'training.first does not fit',
    ],
  ])('%s', (_, bytes, message) => {
    let thrown: unknown;
    try {
      decodeCheckpoint(bytes, 'weights.safetensors');
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(UserError);
    expect(thrown).toMatchObject({ code: 'checkpoint-unreadable' });
    expect((thrown as UserError).message).toContain('weights.safetensors');
    expect((thrown as UserError).message).toContain(message);
    expect((thrown as UserError).hint).toBeTruthy();
  });
});

describe('a file that is damaged', () => {
  const good = encodeCheckpoint(about, state, true);
  const random = createRandom(5);

  /** Fails unless the bytes are refused with the file's name. */
  function expectRefused(bytes: Uint8Array, how: string): void {
    let decoded: unknown;
    try {
      decoded = decodeCheckpoint(bytes, '/runs/r/last.safetensors');
    } catch (error) {
      expect(error, how).toBeInstanceOf(UserError);
      expect((error as UserError).message, how).toContain('/runs/r/last.safetensors');
      return;
    }
    expect.unreachable(`${how}: it was read as ${JSON.stringify(decoded).slice(0, 100)}`);
  }

  it('is refused when it is cut off at any of 250 bytes', () => {
    for (let i = 0; i < 250; i++) {
      const length = random.integer(good.length);
      expectRefused(good.subarray(0, length), `${length} bytes`);
    }
  });

  it('is refused when its header is said to have any other length', () => {
    const view = new DataView(good.buffer);
    const length = Number(view.getBigUint64(0, true));
    const others = [
      ...Array.from({ length: 64 }, (_, bit) => BigInt(length) ^ (1n << BigInt(bit))),
      ...Array.from({ length: 17 }, (_, i) => BigInt(length + i - 8)).filter((n) => n !== BigInt(length)),
      ...Array.from({ length: 200 }, () => BigInt(random.integer(good.length))),
    ];
    for (const other of others) {
      const bytes = good.slice();
      new DataView(bytes.buffer).setBigUint64(0, other, true);
      expectRefused(bytes, `a header of ${other} bytes`);
    }
  });

  it('is refused when bytes were added to it', () => {
    expectRefused(Uint8Array.of(...good, 0), 'a byte more');
  });
});
