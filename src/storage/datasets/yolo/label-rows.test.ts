import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLabelRows } from './label-rows.ts';

const OPTIONS = { file: 'a.txt', imageId: 'a.jpg', classes: ['cell'], keypointColumns: 0 };

describe('parseLabelRows', () => {
  it('reads any text: every row is a box or a problem', () => {
    const row = fc.array(
      fc.constantFrom('0', '1', '0.5', '0,5', '-1', '1e-3', 'x', ',', ';', '\t', ' ', 'NaN'),
      { maxLength: 16 },
    );
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const lines = rows.map((parts) => parts.join(' '));
        const { boxes, problems } = parseLabelRows(lines.join('\n'), OPTIONS);
        const dropped = problems.filter(({ code }) => code === 'row-unreadable').length;
        expect(boxes.length + dropped).toBe(lines.filter((line) => line.trim() !== '').length);
        for (const { corners, classIndex } of boxes) {
          expect([...Object.values(corners), classIndex].every(Number.isFinite)).toBe(true);
        }
      }),
    );
  });

  it('round-trips centre and size', () => {
    const fraction = fc.double({ min: 0.001, max: 1, noNaN: true });
    fc.assert(
      fc.property(fraction, fraction, fraction, fraction, (cx, cy, width, height) => {
        const { boxes } = parseLabelRows(`0 ${cx} ${cy} ${width} ${height}`, OPTIONS);
        const { x1, y1, x2, y2 } = boxes[0]!.corners;
        expect((x1 + x2) / 2).toBeCloseTo(cx, 12);
        expect((y1 + y2) / 2).toBeCloseTo(cy, 12);
        expect(x2 - x1).toBeCloseTo(width, 12);
        expect(y2 - y1).toBeCloseTo(height, 12);
      }),
    );
  });
});
