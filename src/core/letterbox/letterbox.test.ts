// The letterbox by hand, and what must hold for any image and input.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLetterbox, toImage, toInput } from './letterbox.ts';

const side = fc.integer({ min: 1, max: 5000 });
const size = fc.record({ width: side, height: side });
const inputSide = fc.integer({ min: 1, max: 40 }).map((cells) => cells * 32);
const inputSize = fc.record({ width: inputSide, height: inputSide });

describe('createLetterbox', () => {
  it('centres a wide picture between bars above and below', () => {
    const letterbox = createLetterbox({ width: 200, height: 100 }, { width: 64, height: 64 });
    expect(letterbox).toMatchObject({
      scale: 0.32,
      content: { width: 64, height: 32 },
      offsetX: 0,
      offsetY: 16,
    });
    expect(toInput(letterbox, { x1: 0, y1: 0, x2: 200, y2: 50 })).toEqual({ x1: 0, y1: 16, x2: 64, y2: 32 });
  });

  it('enlarges small pictures, and keeps at least one row of a thin one', () => {
    expect(createLetterbox({ width: 10, height: 20 }, { width: 64, height: 64 })).toMatchObject({
      content: { width: 32, height: 64 },
      offsetX: 16,
    });
    expect(createLetterbox({ width: 5000, height: 1 }, { width: 64, height: 64 }).content.height).toBe(1);
  });

  it('fits into the input, touches two of its edges, and has whole numbers', () => {
    fc.assert(
      fc.property(size, inputSize, (image, input) => {
        const { content, offsetX, offsetY } = createLetterbox(image, input);
        expect(offsetX).toBeGreaterThanOrEqual(0);
        expect(offsetY).toBeGreaterThanOrEqual(0);
        expect(offsetX + content.width).toBeLessThanOrEqual(input.width);
        expect(offsetY + content.height).toBeLessThanOrEqual(input.height);
        expect(content.width === input.width || content.height === input.height).toBe(true);
        expect([content.width, content.height, offsetX, offsetY].every(Number.isInteger)).toBe(true);
      }),
    );
  });
});

it('takes boxes to the input and back', () => {
  const coordinate = fc.double({ min: -100, max: 6000, noNaN: true });
  const corners = fc.record({ x1: coordinate, y1: coordinate, x2: coordinate, y2: coordinate });
  fc.assert(
    fc.property(size, inputSize, corners, (image, input, box) => {
      const letterbox = createLetterbox(image, input);
      const back = toImage(letterbox, toInput(letterbox, box));
      for (const key of ['x1', 'y1', 'x2', 'y2'] as const) expect(back[key]).toBeCloseTo(box[key], 6);
    }),
  );
});

it('takes the whole image to the whole content', () => {
  fc.assert(
    fc.property(size, inputSize, (image, input) => {
      const letterbox = createLetterbox(image, input);
      const { content, offsetX, offsetY } = letterbox;
      const whole = toInput(letterbox, { x1: 0, y1: 0, x2: image.width, y2: image.height });
      expect(whole.x1).toBe(offsetX);
      expect(whole.y1).toBe(offsetY);
      expect(whole.x2).toBeCloseTo(offsetX + content.width, 9);
      expect(whole.y2).toBeCloseTo(offsetY + content.height, 9);
    }),
  );
});
