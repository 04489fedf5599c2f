// Shortening text: it fits, keeps the telling end, and never splits a character.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateTextWidth, fitText } from './fit-text.ts';

const STYLE = { size: 12 };

describe('fitText', () => {
  it('leaves text that fits', () => {
    expect(fitText('RBC 0.93', 100, STYLE)).toBe('RBC 0.93');
  });

  it('keeps the beginning or the end', () => {
    expect(fitText('a long label', 50, STYLE)).toBe('a long…');
    expect(fitText('images/test/0001.jpg', 70, STYLE, 'end')).toBe('…/0001.jpg');
  });

  it('gives nothing where not even the ellipsis fits', () => {
    expect(fitText('abc', 5, STYLE)).toBe('');
  });

  it('always fits', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.double({ min: 0, max: 300, noNaN: true }),
        fc.constantFrom<'start' | 'end'>('start', 'end'),
        (text, width, keep) => {
          const short = fitText(text, width, STYLE, keep);
          expect(estimateTextWidth(short, STYLE)).toBeLessThanOrEqual(width);
          expect(short).not.toMatch(/\p{Surrogate}/u);
        },
      ),
    );
  });

  it('takes bold text as wider', () => {
    expect(estimateTextWidth('RBC', { size: 12, bold: true })).toBeGreaterThan(
      estimateTextWidth('RBC', STYLE),
    );
  });
});
