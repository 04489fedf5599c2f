// A set of anchors and how it fits, as text or as one document.
import type { ClusterMethod } from '../../core/anchors/cluster-anchors.ts';
import { describeBand } from '../../core/anchors/aspect-bands.ts';
import { printDarknetAnchors } from '../../core/anchors/darknet-text.ts';
import type { AnchoredBranch } from '../../core/anchors/distribute-anchors.ts';
import { isDead } from '../../core/anchors/measure-fit.ts';
import type { FitMetric } from '../../core/anchors/shape-fit.ts';
import { SIZE_QUANTILES } from '../../core/anchors/size-quantiles.ts';
import type { SuggestedCount } from '../../core/anchors/suggest-count.ts';
import type { AnchorSubject } from '../../jobs/anchors/anchor-subject.ts';
import type { JudgedAnchors } from '../../jobs/anchors/judge-anchors.ts';
import type { Distribution } from '../../jobs/anchors/propose-anchors.ts';
import { formatDifference, formatFlops } from './format.ts';
import { formatTable } from './table.ts';

/** Where anchors come from. */
export type AnchorSource =
  | { readonly kind: 'given' | 'recipe' }
  | {
      readonly kind: 'clustered';
      readonly count: number;
      readonly seed: number;
      readonly metric: FitMetric;
      readonly method: ClusterMethod;
      readonly distribute: Distribution;
    };

export interface AnchorOutcome {
  /** The dataset's name. */
  readonly dataset: string;
  readonly subject: AnchorSubject;
  readonly source: AnchorSource;
  /** Coarsest first. */
  readonly branches: readonly AnchoredBranch[];
  readonly suggested: SuggestedCount | null;
  readonly judged: JudgedAnchors;
}

/** The document of --json. Sizes in input px; counts are fractions where the augmentation spreads an object over scales. */
export function anchorDocument({ dataset, subject, source, branches, suggested, judged }: AnchorOutcome) {
  const { fit, recallRatio, recallIou, collisions, cost, oneMoreEach, warnings } = judged;
  const { recipe, input, objects, sizes, heads } = subject;
  const { assignment, ratioThreshold } = recipe.loss;
  return {
    dataset,
    splits: recipe.data.train,
    images: objects.length,
    objects: sizes.length,
    preset: recipe.network.preset,
    input,
    scale: recipe.augmentation.scale,
    rule: { assignment, ratioThreshold },
    source,
    suggested,
    fit: {
      meanBestIou: fit.meanBestIou,
      recallByRatio: { threshold: recallRatio, value: fit.recallByRatio },
      recallByIou: { threshold: recallIou, value: fit.recallByIou },
      anchorsAboveThreshold: fit.anchorsAboveThreshold,
      belowFinestCell: fit.belowFinestCell,
      // JSON has no infinity.
      aspects: fit.aspects.map((band) => ({ ...band, high: Number.isFinite(band.high) ? band.high : null })),
    },
    branches: fit.branches.map((share, i) => ({
      ...share,
      gridWidth: heads[i]!.gridWidth,
      gridHeight: heads[i]!.gridHeight,
      longerSides: { quantiles: SIZE_QUANTILES, px: share.longerSides },
      anchors: fit.anchors
        .filter(({ branch }) => branch === i)
        .map((own) => ({
          width: own.size.width,
          height: own.size.height,
          objectsWon: own.objectsWon,
          positives: own.positives,
          dead: isDead(own),
        })),
    })),
    collisions,
    cost: { ...cost, oneMoreAnchorEach: oneMoreEach },
    warnings,
    darknet: printDarknetAnchors(branches),
  };
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const whole = (weight: number): string => String(Math.round(weight));

/** The text without --json. */
export function anchorReport(outcome: AnchorOutcome): string {
  const { branches, suggested, judged } = outcome;
  const { warnings } = judged;
  return [
    ...heading(outcome),
    ...(suggested ? [curve(suggested)] : []),
    anchorTable(judged),
    branchTable(outcome),
    figures(judged),
    ...(warnings.length > 0 ? [warnings.map(({ message }) => `warning: ${message}`).join('\n')] : []),
    printDarknetAnchors(branches),
  ].join('\n\n');
}

function heading({ dataset, subject, source }: AnchorOutcome): string[] {
  const { recipe, input, objects, sizes } = subject;
  const { scale } = recipe.augmentation;
  const { assignment, ratioThreshold } = recipe.loss;
  const scales = scale > 0 ? `, at ${(1 - scale).toFixed(2)} to ${(1 + scale).toFixed(2)} of their size` : '';
  const rule =
    assignment === 'best'
      ? 'the best anchor is trained'
      : `the best anchor and those within a ratio of ${ratioThreshold} are trained`;
  const origin = {
    given: () => 'anchors as given',
    recipe: () => "the recipe's anchors",
    clustered: (own: Extract<AnchorSource, { kind: 'clustered' }>) =>
      `${own.count} anchors by ${own.method} on ${own.metric}, seed ${own.seed}, dealt out by ${own.distribute}`,
  };
  return [
    [
      `${dataset}: ${sizes.length} objects on ${objects.length} images (${recipe.data.train.join(', ')}), letterboxed to ${input.width}x${input.height}${scales}`,
      `${recipe.network.preset}: ${source.kind === 'clustered' ? origin.clustered(source) : origin[source.kind]()}; ${rule}`,
    ].join('\n'),
  ];
}

function curve({ count, curve: points }: SuggestedCount): string {
  const rows = points.map((point) => [
    String(point.count),
    point.meanBestIou.toFixed(3),
    point.count === count ? '<- knee' : '',
  ]);
  return rows.length === 0
    ? 'no objects: no number to suggest'
    : formatTable([['anchors', 'mean IoU', ''], ...rows]);
}

function anchorTable({ fit }: JudgedAnchors): string {
  const rows = fit.anchors.map((share) => [
    `${fit.branches[share.branch]!.stride}:${share.anchor + 1}`,
    `${Number(share.size.width.toFixed(1))}x${Number(share.size.height.toFixed(1))}`,
    whole(share.objectsWon),
    whole(share.positives),
    isDead(share) ? 'dead' : '',
  ]);
  return formatTable([['anchor', 'px', 'objects won', 'positives', ''], ...rows]);
}

function branchTable({ subject, judged }: AnchorOutcome): string {
  const rows = judged.fit.branches.map((share, i) => {
    const { gridWidth, gridHeight } = subject.heads[i]!;
    return [
      `stride ${share.stride}`,
      `${gridWidth}x${gridHeight}`,
      whole(share.objectsWon),
      whole(share.objects),
      whole(share.positives),
      ...[0.05, 0.5, 0.95, 1].map((quantile) => {
        const side = share.longerSides[(SIZE_QUANTILES as readonly number[]).indexOf(quantile)];
        return side === undefined ? '-' : side.toFixed(0);
      }),
      String(share.receptiveField),
      whole(share.beyondField),
      whole(share.belowCell),
    ];
  });
  const head = ['branch', 'cells', 'won', 'objects', 'positives', '5 %', 'median', '95 %', 'largest'];
  return `${formatTable([[...head, 'field', 'beyond it', 'below a cell'], ...rows])}\n(longer sides of its objects against its theoretical receptive field, px)`;
}

function figures({ fit, recallRatio, recallIou, collisions, cost, oneMoreEach }: JudgedAnchors): string {
  const uncovered = fit.aspects.filter((band) => band.uncovered > 0);
  const rows: [string, string][] = [
    ['mean best IoU', fit.meanBestIou.toFixed(4)],
    [`best possible recall, ratio ${recallRatio}`, percent(fit.recallByRatio)],
    [`best possible recall, IoU ${recallIou}`, percent(fit.recallByIou)],
    ['anchors above threshold', fit.anchorsAboveThreshold.toFixed(2)],
    ['smaller than a cell of the finest branch', whole(fit.belowFinestCell)],
    ...uncovered.map((band): [string, string] => [
      `not covered, ${describeBand(band)}`,
      `${whole(band.uncovered)} of ${whole(band.objects)}`,
    ]),
    [
      'collisions',
      `${collisions.collisions} on ${collisions.images.length} images, ${collisions.lost} objects lost`,
    ],
    ['parameters', cost.parameters.toLocaleString('en')],
    ['FLOPs', formatFlops(cost.flops)],
    ['candidates an image', cost.candidatesPerImage.toLocaleString('en')],
    [
      'one more anchor a branch',
      `${formatDifference(oneMoreEach.parameters)} parameters, ${formatDifference(oneMoreEach.flops)} FLOPs, ${formatDifference(oneMoreEach.candidatesPerImage)} candidates`,
    ],
  ];
  const widest = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(widest)}  ${value}`).join('\n');
}
