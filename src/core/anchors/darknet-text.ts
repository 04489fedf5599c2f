// Anchors as Darknet writes them in a cfg file: `anchors = 10,13, 16,30`, and a `mask` for each branch.
import type { Size } from '../boxes/box.ts';
import { UserError } from '../user-error.ts';

export interface DarknetAnchors {
  /** px at input size. */
  readonly anchors: readonly Size[];
  /** Positions in `anchors` for each branch, in the text's order; null where the text has no mask. */
  readonly masks: readonly (readonly number[])[] | null;
}

const EXAMPLE = 'Expected pairs of width and height in px, for example 10,13, 16,30, 33,23.';

/**
 * Reads a list of numbers, an `anchors` line, or whole [yolo] sections, of which every line but `anchors` and `mask` is
 * passed over. As in Darknet, `#` and `;` begin a comment.
 * @throws UserError for what is no anchor, sections that disagree, and masks that name no anchor
 */
export function parseDarknetAnchors(text: string): DarknetAnchors {
  const lines = text.split(/[\r\n]+/).map((line) => line.replace(/[#;].*/, '').trim());
  const valuesOf = (key: string) =>
    lines.flatMap((line) => {
      const at = line.indexOf('=');
      return at >= 0 && line.slice(0, at).trim() === key ? [line.slice(at + 1)] : [];
    });
  const stated = valuesOf('anchors');
  const bare = lines.filter((line) => line !== '' && !line.includes('=') && !/^\[.*\]$/.test(line));
  const lists = (stated.length > 0 ? stated : [bare.join(',')]).map(parseSizes);
  const anchors = lists[0]!;
  const other = lists.findIndex((list) => JSON.stringify(list) !== JSON.stringify(anchors));
  if (other > 0)
    throw unreadable(
      `The anchors of section ${other + 1} are not those of section 1: Darknet repeats the whole list in each section.`,
      'Give the same list everywhere, and a mask for each branch.',
    );
  const masks = valuesOf('mask').map((line) => parseMask(line, anchors.length));
  return { anchors, masks: masks.length > 0 ? masks : null };
}

const itemsOf = (line: string): string[] =>
  line
    .split(/[\s,]+/)
    .map((item) => item.trim())
    .filter((item) => item !== '');

function parseSizes(line: string): Size[] {
  const sides = itemsOf(line).map((item, i) => {
    const side = Number(item);
    if (Number.isFinite(side) && side > 0) return side;
    const what = Number.isFinite(side) ? 'is not above 0' : 'is no number';
    throw unreadable(`Anchor ${(i >> 1) + 1}: its ${i % 2 === 0 ? 'width' : 'height'} "${item}" ${what}.`);
  });
  if (sides.length === 0) throw unreadable('There is no anchor.');
  if (sides.length % 2 === 1)
    throw unreadable(`Anchor ${(sides.length + 1) / 2} has a width, ${sides.at(-1)!}, but no height.`);
  return Array.from({ length: sides.length / 2 }, (_, i) => ({
    width: sides[2 * i]!,
    height: sides[2 * i + 1]!,
  }));
}

function parseMask(line: string, anchors: number): number[] {
  const mask = itemsOf(line).map((item) => {
    const position = Number(item);
    if (Number.isInteger(position) && position >= 0 && position < anchors) return position;
    throw unreadable(
      `mask = ${line.trim()}: "${item}" names no anchor.`,
      `There are ${anchors}, counted from 0 to ${anchors - 1}.`,
    );
  });
  if (mask.length === 0) throw unreadable('A mask is empty.', 'List the anchors of the branch, from 0.');
  return mask;
}

const unreadable = (message: string, hint = EXAMPLE): UserError =>
  new UserError({ code: 'anchors-unreadable', message, hint });

/** Decimals of a side that is no whole px. */
const DECIMALS = 1;

/**
 * The anchors of all branches by ascending area on one line, and a mask for each branch that has any, in the order given.
 * Sides to a tenth of a px.
 */
export function printDarknetAnchors(
  branches: readonly { readonly stride: number; readonly anchors: readonly Size[] }[],
): string {
  const all = branches
    .flatMap(({ anchors }, branch) => anchors.map((size) => ({ size, branch })))
    .sort((a, b) => a.size.width * a.size.height - b.size.width * b.size.height);
  const side = (value: number) => String(Number(value.toFixed(DECIMALS)));
  const masks = branches.map(({ stride }, branch) => ({
    stride,
    mask: [...all.keys()].filter((position) => all[position]!.branch === branch),
  }));
  return [
    `anchors = ${all.map(({ size }) => `${side(size.width)},${side(size.height)}`).join(', ')}`,
    ...masks
      .filter(({ mask }) => mask.length > 0)
      .map(({ stride, mask }) => `mask = ${mask.join(',')}  # stride ${stride}`),
  ].join('\n');
}
