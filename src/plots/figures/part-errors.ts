// False positives of each branch and anchor.
import * as Plot from '@observablehq/plot';
import type { GroupCounts } from '../../core/analysis/breakdown.ts';
import { branchColour, colour } from '../colours.ts';
import type { PlotFigure } from '../figure.ts';
import { counted, share } from '../words.ts';
import type { BranchShape } from '../breakdown.ts';

/** An anchor of the network. */
export interface PartAddress {
  readonly branch: number;
  readonly anchor: number;
}

/** Anchors as `32: 54 x 50`, each with what it found. @param countsOf what a part found; undefined: nothing */
export function partErrorsFigure(
  branches: readonly BranchShape[],
  countsOf: (part: PartAddress) => Pick<GroupCounts, 'tp' | 'fp'> | undefined,
): PlotFigure<PartAddress> {
  const parts = branches.flatMap(({ stride, anchors }, branch) =>
    anchors.map(([width, height], anchor) => {
      const { tp, fp } = countsOf({ branch, anchor }) ?? { tp: 0, fp: 0 };
      const name = `${anchor + 1}: ${Math.round(width)} x ${Math.round(height)}`;
      return { key: `${branch} ${anchor}`, branch, anchor, stride, name, tp, fp };
    }),
  );
  type Part = (typeof parts)[number];
  const most = Math.max(1, ...parts.map(({ fp }) => fp));
  const worst = parts.toSorted((a, b) => b.fp - a.fp)[0];
  const name = new Map(parts.map((part) => [part.key, part.name]));
  const right = ({ tp, fp }: Part): string =>
    tp + fp === 0 ? 'nothing' : `${fp.toLocaleString('en')} FP · ${share(tp / (tp + fp))} right`;
  return {
    title: 'False positives by branch and anchor',
    summary:
      worst === undefined || worst.fp === 0
        ? 'No false positive.'
        : `Most: stride ${worst.stride}, anchor ${worst.name} px, with ${counted(worst.fp, 'false positive', 'false positives')}.`,
    options: {
      marginLeft: 146,
      marginRight: 112,
      marginTop: 8,
      marginBottom: 8,
      x: { domain: [0, most], axis: null },
      y: {
        domain: parts.map(({ key }) => key),
        label: null,
        tickSize: 0,
        tickFormat: (key: string) => name.get(key) ?? key,
        padding: 0.3,
      },
      marks: [
        Plot.barX(parts, { y: 'key', x: most, fill: colour('raised'), rx: 2 }),
        Plot.barX(parts, { y: 'key', x: 'fp', fill: ({ stride }: Part) => branchColour(stride), rx: 2 }),
        Plot.text(parts, {
          y: 'key',
          x: most,
          text: right,
          textAnchor: 'start',
          dx: 7,
          fill: colour('text'),
          fontVariant: 'tabular-nums',
        }),
        Plot.text(
          parts.filter(({ anchor }) => anchor === 0),
          {
            y: 'key',
            frameAnchor: 'left',
            dx: -142,
            text: ({ stride }: Part) => `stride ${stride}`,
            textAnchor: 'start',
            fill: ({ stride }: Part) => branchColour(stride),
            fontWeight: 600,
          },
        ),
      ],
    },
    targets: parts
      .filter(({ fp }) => fp > 0)
      .map((part) => ({
        y: part.key,
        label: `stride ${part.stride}, anchor ${part.name} px: ${counted(part.fp, 'false positive', 'false positives')} of ${counted(part.tp + part.fp, 'detection', 'detections')}`,
        value: { branch: part.branch, anchor: part.anchor },
      })),
    table: {
      columns: ['branch', 'stride', 'anchor', 'tp', 'fp'],
      rows: parts.map((part) => [part.branch, part.stride, part.anchor + 1, part.tp, part.fp]),
    },
  };
}
