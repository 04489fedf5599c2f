// Darknet's anchors: what is read, what is printed, and what is refused in words.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDarknetAnchors, printDarknetAnchors } from './darknet-text.ts';

const size = (width: number, height: number) => ({ width, height });

describe('is read', () => {
  it.each([
    ['a list of numbers', '10,13, 16,30.5'],
    ['a line of a file', 'anchors = 10,13,  16,30.5'],
    ['over several lines', '10,13,\n16,30.5\n'],
    ['with spaces only', '10 13 16 30.5'],
    ['a section', '[yolo]\nmask = 0,1\nanchors=10,13, 16,30.5 # px\nclasses=80\n; end'],
  ])('%s', (_, text) => {
    expect(parseDarknetAnchors(text).anchors).toEqual([size(10, 13), size(16, 30.5)]);
  });

  it('masks in the order of the text, null where there is none', () => {
    const sections = '[yolo]\nmask = 1\nanchors = 1,2, 3,4\n[yolo]\nmask = 0,1\nanchors = 1,2,3,4';
    expect(parseDarknetAnchors(sections).masks).toEqual([[1], [0, 1]]);
    expect(parseDarknetAnchors('1,2').masks).toBeNull();
  });
});

describe('is refused', () => {
  it.each([
    ['nothing', '', 'There is no anchor.'],
    ['a word', '10,13, x,30', 'Anchor 2: its width "x" is no number.'],
    ['half an anchor', '10,13, 16', 'Anchor 2 has a width, 16, but no height.'],
    ['a side of zero', '10,0', 'Anchor 1: its height "0" is not above 0.'],
    ['a negative side', '-1,5', 'Anchor 1: its width "-1" is not above 0.'],
    ['a mask beyond the anchors', 'anchors=1,2\nmask=0,1', '"1" names no anchor.'],
    ['an empty mask', 'anchors=1,2\nmask=', 'A mask is empty.'],
    ['sections that disagree', 'anchors=1,2\nanchors=1,3', 'section 2 are not those of section 1'],
  ])('%s', (_, text, message) => {
    expect(() => parseDarknetAnchors(text)).toThrow(message);
  });
});

it('is printed by ascending area, with a mask for each branch that has anchors', () => {
  expect(
    printDarknetAnchors([
      { stride: 32, anchors: [size(100, 90), size(40.04, 41.26)] },
      { stride: 16, anchors: [] },
      { stride: 8, anchors: [size(10, 13)] },
    ]),
  ).toBe('anchors = 10,13, 40,41.3, 100,90\nmask = 1,2  # stride 32\nmask = 0  # stride 8');
});

it('what is printed is read again', () => {
  const side = fc.integer({ min: 1, max: 6000 }).map((tenths) => tenths / 10);
  const anchors = fc.array(fc.record({ width: side, height: side }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(fc.array(anchors, { minLength: 1, maxLength: 4 }), (lists) => {
      const branches = lists.map((list, i) => ({ stride: 4 << i, anchors: list }));
      const read = parseDarknetAnchors(printDarknetAnchors(branches));
      const area = (a: { width: number; height: number }) => a.width * a.height;
      read.masks!.forEach((mask, i) => {
        const own = mask.map((position) => read.anchors[position]);
        expect(own).toEqual([...branches[i]!.anchors].sort((a, b) => area(a) - area(b)));
      });
    }),
  );
});
