// The grid of a contact sheet: within the sheet, without overlaps, with few gaps.
import { describe, expect, it } from 'vitest';
import { MOST_TILES } from './contact-sheet.ts';
import { CAPTION_HEIGHT, FOOTER_HEIGHT, HEADER_HEIGHT, layoutSheet } from './sheet-layout.ts';

const COUNTS = Array.from({ length: MOST_TILES }, (_, i) => i + 1);

describe('layoutSheet', () => {
  it.each(COUNTS)('places %i tiles within the sheet, none on another', (count) => {
    const { width, height, side, tiles } = layoutSheet(count);
    expect(tiles).toHaveLength(count);
    for (const [i, a] of tiles.entries()) {
      expect(a.x).toBeGreaterThanOrEqual(24);
      expect(a.x + side).toBeLessThanOrEqual(width - 24);
      expect(a.y).toBeGreaterThanOrEqual(HEADER_HEIGHT);
      expect(a.y + side + CAPTION_HEIGHT).toBeLessThanOrEqual(height - FOOTER_HEIGHT);
      for (const b of tiles.slice(i + 1)) {
        const apart = Math.abs(a.x - b.x) >= side || Math.abs(a.y - b.y) >= side + CAPTION_HEIGHT;
        expect(apart).toBe(true);
      }
    }
  });

  it('leaves few gaps in the last row', () => {
    for (const count of COUNTS) {
      const { columns } = layoutSheet(count);
      expect(Math.ceil(count / columns) * columns - count).toBeLessThanOrEqual(3);
    }
    expect([1, 2, 3, 4, 6, 8, 12, 24].map((count) => layoutSheet(count).columns)).toEqual([
      1, 2, 3, 4, 3, 4, 4, 6,
    ]);
  });

  it('takes the columns it is given', () => {
    expect(layoutSheet(10, 5).columns).toBe(5);
    expect(layoutSheet(10, 0).columns).toBe(1);
    expect(layoutSheet(10, 99).columns).toBe(12);
  });
});
