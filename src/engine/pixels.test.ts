// Bytes to the network's input, by hand.
import { beforeAll, expect, it } from 'vitest';
import { PixelInput } from './pixels.ts';
import { read, useBackend } from './testing/backends.ts';

beforeAll(() => useBackend('cpu'));

it('subtracts the mean of a channel and divides by its standard deviation', async () => {
  const [black, colour] = [Uint8Array.of(0, 0, 0, 255, 255, 255), Uint8Array.of(51, 102, 153, 0, 255, 0)];
  const input = new PixelInput(
    { width: 2, height: 1 },
    { mean: [0.2, 0.4, 0.5], standardDeviation: [0.1, 0.2, 0.5] },
  );
  const tensor = input.tensor([black, colour]);
  expect(tensor.shape).toEqual([2, 1, 2, 3]);
  const [values] = await read(tensor);
  const expected = [-2, -2, -1, 8, 3, 1, 0, 0, 0.2, -2, 3, -1];
  values!.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
  // A smaller batch after it, in the same memory.
  const [next] = await read(input.tensor([colour]));
  expect(Array.from(next!, (value) => Math.round(10 * value) / 10)).toEqual([0, 0, 0.2, -2, 3, -1]);
});
