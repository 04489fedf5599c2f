// What is wrong with a set of anchors, in words: for the page, the recipe's preview and the command line alike.
import type { Size } from '../boxes/box.ts';
import { describeBand } from './aspect-bands.ts';
import { isDead, type AnchorFit, type AnchorShare } from './measure-fit.ts';

/** One thing to know, with the branch and anchor that it is about, so that it can stand beside their fields. */
export interface AnchorWarning {
  readonly code:
    | 'no-objects'
    | 'few-sizes'
    | 'branch-empty'
    | 'anchor-beyond-input'
    | 'anchor-beyond-field'
    | 'anchor-dead'
    | 'objects-beyond-field'
    | 'stride-too-coarse'
    | 'objects-below-cell'
    | 'recall-low'
    | 'aspect-uncovered';
  readonly message: string;
  /** Index of the branch. */
  readonly branch?: number;
  /** Position within the branch. */
  readonly anchor?: number;
}

export interface WarnedAnchors {
  readonly fit: AnchorFit;
  readonly input: Size;
  /** Different sizes among the objects, as they lie at input size without augmentation. */
  readonly distinctSizes: number;
  /** Ratio by which recall was measured. */
  readonly recallRatio: number;
}

/** Below this best possible recall Ultralytics' autoanchor computes new anchors. */
const LEAST_RECALL = 0.98;
/** A share of objects that is worth a word, and the least of them: scales of the augmentation count as parts of an object. */
const LEAST_SHARE = 0.005;
const LEAST_OBJECTS = 0.5;

const px = (size: Size): string => `${Math.round(size.width)}x${Math.round(size.height)} px`;

/** Every warning, the most fundamental first; none where all is well. */
export function anchorWarnings(subject: WarnedAnchors): AnchorWarning[] {
  if (subject.fit.objects === 0)
    return [
      { code: 'no-objects', message: 'There is no object to fit anchors to.' },
      ...branchWarnings(subject),
    ];
  return [...sizeWarnings(subject), ...branchWarnings(subject), ...coverWarnings(subject)];
}

function sizeWarnings({ fit, distinctSizes }: WarnedAnchors): AnchorWarning[] {
  const anchors = fit.anchors.length;
  if (anchors <= distinctSizes) return [];
  const sizes = distinctSizes === 1 ? 'one size' : `${distinctSizes} different sizes`;
  return [{ code: 'few-sizes', message: `The objects have ${sizes}, fewer than the ${anchors} anchors.` }];
}

function branchWarnings({ fit, input }: WarnedAnchors): AnchorWarning[] {
  const finest = Math.min(...fit.branches.map(({ stride }) => stride));
  return fit.branches.flatMap((share, branch): AnchorWarning[] => {
    const { stride, receptiveField, objects, beyondField, belowCell } = share;
    const own = fit.anchors.filter((anchor) => anchor.branch === branch);
    if (own.length === 0)
      return [
        {
          code: 'branch-empty',
          branch,
          message: `Stride ${stride} has no anchor: nothing is trained there.`,
        },
      ];
    const found = own.flatMap((anchor): AnchorWarning[] => anchorWarning(anchor, stride, fit, input));
    const largest = Math.max(...own.map(({ size }) => Math.max(size.width, size.height)));
    if (largest > receptiveField)
      found.push({
        code: 'anchor-beyond-field',
        branch,
        message: `Stride ${stride} sees ${receptiveField} px, less than its largest anchor (${Math.round(largest)} px).`,
      });
    if (isWorthAWord(beyondField, objects))
      found.push({
        code: 'objects-beyond-field',
        branch,
        message: `Stride ${stride} sees ${receptiveField} px, less than ${counted(beyondField)} of the ${counted(objects)} objects that it is trained for.`,
      });
    // Of the finest branch all objects are told below.
    if (stride > finest && isWorthAWord(belowCell, objects))
      found.push({
        code: 'stride-too-coarse',
        branch,
        message: `Stride ${stride} is coarse for ${counted(belowCell)} of the ${counted(objects)} objects that it is trained for: they are smaller than a cell.`,
      });
    return found;
  });
}

function anchorWarning(share: AnchorShare, stride: number, fit: AnchorFit, input: Size): AnchorWarning[] {
  const place = { branch: share.branch, anchor: share.anchor };
  const name = `Anchor ${share.anchor + 1} of stride ${stride} (${px(share.size)})`;
  const { width, height } = share.size;
  if (width > input.width || height > input.height)
    return [
      {
        code: 'anchor-beyond-input',
        ...place,
        message: `${name} is larger than the input (${px(input)}).`,
      },
    ];
  if (fit.objects > 0 && isDead(share))
    return [{ code: 'anchor-dead', ...place, message: `${name} is dead: no object trains it.` }];
  return [];
}

function coverWarnings({ fit, recallRatio }: WarnedAnchors): AnchorWarning[] {
  const found: AnchorWarning[] = [];
  const total = counted(fit.objects);
  if (fit.belowFinestCell >= LEAST_OBJECTS) {
    const finest = Math.min(...fit.branches.map(({ stride }) => stride));
    found.push({
      code: 'objects-below-cell',
      message: `${counted(fit.belowFinestCell)} of ${total} objects are smaller than a cell of the finest branch (${finest} px).`,
    });
  }
  if (fit.anchors.length > 0 && fit.recallByRatio < LEAST_RECALL)
    found.push({
      code: 'recall-low',
      message: `Only ${(100 * fit.recallByRatio).toFixed(1)} % of the objects are within a ratio of ${recallRatio} of an anchor.`,
    });
  for (const band of fit.aspects)
    if (isWorthAWord(band.uncovered, fit.objects))
      found.push({
        code: 'aspect-uncovered',
        message: `${counted(band.uncovered)} of ${counted(band.objects)} objects that are ${describeBand(band)} are not within a ratio of ${recallRatio} of any anchor.`,
      });
  return found;
}

const isWorthAWord = (weight: number, of: number): boolean =>
  weight >= LEAST_OBJECTS && weight >= LEAST_SHARE * of;

/** A weight as a number of objects. */
const counted = (weight: number): string => String(Math.round(weight));
