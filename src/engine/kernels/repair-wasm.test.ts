// The kernels that take the place of WebAssembly's own, on shapes of every kind, against plain loops.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeBackends, read } from '../testing/backends.ts';
import { normalNumbers } from '../testing/numbers.ts';
import { tf } from '../tf.ts';

const product = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Place of a flat index on each axis. */
function placeOf(shape: readonly number[], flat: number): number[] {
  const place: number[] = [];
  for (let axis = shape.length - 1, rest = flat; axis >= 0; axis--) {
    place.unshift(rest % shape[axis]!);
    rest = Math.floor(rest / shape[axis]!);
  }
  return place;
}
const flatOf = (shape: readonly number[], place: readonly number[]) =>
  place.reduce((flat, at, axis) => flat * shape[axis]! + at, 0);

/** A shape, and the start and size of a part of it. */
const part = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }).chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    cuts: fc.tuple(
      ...shape.map((length) =>
        fc
          .integer({ min: 0, max: length - 1 })
          .chain((from) => fc.tuple(fc.constant(from), fc.integer({ min: 1, max: length - from }))),
      ),
    ),
  }),
);

describeBackends('on WebAssembly', ['wasm'], () => {
  it.each([2 ** 30, 2 ** 30 + 8])('%d numbers, for which there is no room, are an error', (count) => {
    const backend = tf.backend() as unknown as { makeOutput(shape: number[], dtype: string): unknown };
    expect(() => backend.makeOutput([count], 'float32')).toThrow(/out of memory.* no room for \d+ bytes/);
  });

  it('slice takes any part of any shape', async () => {
    await fc.assert(
      fc.asyncProperty(part, async ({ shape, cuts }) => {
        const values = normalNumbers(product(shape), 3);
        const from = cuts.map(([start]) => start);
        const size = cuts.map(([, length]) => length);
        const found = tf.tidy(() => tf.slice(tf.tensor(values, shape), from, size));
        const expected = Array.from({ length: product(size) }, (_, i) => {
          const place = placeOf(size, i).map((at, axis) => at + from[axis]!);
          return values[flatOf(shape, place)]!;
        });
        const [numbers] = await read(found);
        expect([...numbers!]).toEqual(expected);
      }),
    );
  });

  it('split gives parts that concat puts together again, along every axis', async () => {
    const values = normalNumbers(120, 4);
    for (const axis of [0, 1, 2, -1]) {
      const sizes = axis === 0 ? [1, 3] : axis === 1 ? 3 : [2, 2, 1];
      const again = tf.tidy(() => tf.concat(tf.split(tf.tensor(values, [4, 6, 5]), sizes, axis), axis));
      const [numbers] = await read(again);
      expect([...numbers!]).toEqual([...values]);
    }
  });

  it.each([
    { a: [2, 3, 1], b: [2, 1, 4] },
    { a: [5, 1], b: [1, 7] },
    { a: [3, 4], b: [] },
    { a: [4], b: [3, 4] },
    { a: [3, 4], b: [3, 4] },
  ])('minimum and maximum of $a and $b spread both', async ({ a, b }) => {
    const [x, y] = [normalNumbers(product(a), 5), normalNumbers(product(b), 6)];
    const [low, high] = tf.tidy(() => {
      const [p, q] = [tf.tensor(x, a), tf.tensor(y, b)];
      return [tf.minimum<tf.Tensor>(p, q), tf.maximum<tf.Tensor>(p, q)] as const;
    });
    const { shape } = low;
    const at = (values: Float32Array, own: readonly number[], place: readonly number[]) => {
      const tail = place.slice(place.length - own.length);
      return values[
        flatOf(
          own,
          tail.map((index, axis) => (own[axis] === 1 ? 0 : index)),
        )
      ]!;
    };
    const pairs = Array.from({ length: low.size }, (_, i) => {
      const place = placeOf(shape, i);
      return [at(x, a, place), at(y, b, place)] as const;
    });
    const [lows, highs] = await read(low, high);
    expect([...lows!]).toEqual(pairs.map(([p, q]) => Math.min(p, q)));
    expect([...highs!]).toEqual(pairs.map(([p, q]) => Math.max(p, q)));
  });
});
