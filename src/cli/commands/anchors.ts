// boxwright anchors: clusters anchors for a dataset, or takes given ones, and says how they fit before anything is trained.
import { Option, type Command } from 'commander';
import { CLUSTER_METHODS, type ClusterMethod } from '../../core/anchors/cluster-anchors.ts';
import type { DarknetAnchors } from '../../core/anchors/darknet-text.ts';
import { distributeByGroups, type AnchoredBranch } from '../../core/anchors/distribute-anchors.ts';
import { FIT_METRICS, type FitMetric } from '../../core/anchors/shape-fit.ts';
import type { Stride } from '../../contract/recipe.ts';
import { anchorSubject, type AnchorSubject } from '../../jobs/anchors/anchor-subject.ts';
import { judgeAnchors } from '../../jobs/anchors/judge-anchors.ts';
import {
  dealAnchors,
  DISTRIBUTIONS,
  proposeAnchors,
  type Distribution,
} from '../../jobs/anchors/propose-anchors.ts';
import { suggestAnchors } from '../../jobs/anchors/recluster-anchors.ts';
import { fromBranchRecipes } from '../../jobs/recipe/branch-recipes.ts';
import { openDataset } from '../../storage/datasets/open-dataset.ts';
import {
  collect,
  fraction,
  integer,
  oneOf,
  parseStrides,
  positiveInteger,
  ratio,
} from '../option-parsers.ts';
import { readAnchors } from '../read-anchors.ts';
import { anchorDocument, anchorReport, type AnchorSource } from '../output/anchor-report.ts';
import { readRecipeOptions, type RecipeOptions } from '../recipe-options.ts';

interface AnchorOptions extends Pick<RecipeOptions, 'recipe' | 'set' | 'seed'> {
  readonly width?: number;
  readonly height?: number;
  readonly branches?: readonly Stride[];
  readonly count?: number;
  readonly anchors?: string;
  readonly metric?: FitMetric;
  readonly method?: ClusterMethod;
  readonly distribute?: Distribution;
  readonly recallRatio?: number;
  readonly recallIou?: number;
  readonly suggest?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Objects are those of the training images, letterboxed to the input and, where they are judged, at the scales of the recipe's
augmentation. Positives follow the recipe's assignment rule. Without --anchors and --count a recipe file that names its anchors
has those judged.

Examples:
  boxwright anchors ./cells
  boxwright anchors ./cells --count 6 --branches 8,16 --method evolve --metric ratio
  boxwright anchors ./cells --suggest
  boxwright anchors ./cells --recipe tiny --width 416 --anchors "10,14, 23,27, 37,58, 81,82, 135,169, 344,319"
`;

/** Adds the command. */
export function addAnchorsCommand(program: Command): void {
  program
    .command('anchors')
    .description('find anchors for a dataset, or judge given ones: fit, dead anchors, collisions, cost')
    .argument('<folder>', 'dataset folder (Pascal VOC, YOLO, Darknet or COCO)')
    .option('--recipe <file|preset>', 'recipe file, or preset, whose network the anchors are for')
    .option('--set <path=value>', 'change one setting of the recipe; may be repeated', collect)
    .option('--width <px>', "input width; the recipe's unless given", positiveInteger)
    .option('--height <px>', "input height; follows the images' aspect ratio unless given", positiveInteger)
    .option('--branches <strides>', 'strides of the branches, for example 8,16,32', parseStrides)
    .option('--count <n>', "number of anchors in all; the recipe's unless given", positiveInteger)
    .option('--metric <name>', `fit that is clustered: ${FIT_METRICS.join(' or ')}`, oneOf(FIT_METRICS))
    .option('--method <name>', `${CLUSTER_METHODS.join(', ')} (kmeans)`, oneOf(CLUSTER_METHODS))
    .option('--seed <n>', 'seed of the clustering', integer)
    .option(
      '--distribute <how>',
      'which branch gets which: by size, equally many each, or by receptive field and stride',
      oneOf(DISTRIBUTIONS),
    )
    .addOption(
      new Option(
        '--anchors <text>',
        'judge these, as Darknet writes them; with masks if it has them',
      ).conflicts(['count', 'metric', 'method']),
    )
    .option('--recall-ratio <x>', 'ratio of sides within which an anchor fits; 4 unless given', ratio)
    .option('--recall-iou <x>', 'IoU from which an anchor fits; 0.5 unless given', fraction)
    .option('--suggest', 'the fit of 1 to 15 anchors, and the number at its knee, which is taken')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', EXAMPLES)
    .action(anchorsCommand);
}

async function anchorsCommand(folder: string, options: AnchorOptions): Promise<void> {
  const recipe = await readRecipeOptions({ ...options, set: settingsOf(options) });
  const given = options.anchors === undefined ? null : readAnchors(options.anchors);
  const dataset = await openDataset(folder);
  const subject = anchorSubject(dataset, recipe);
  const { metric = 'iou', method = 'kmeans', distribute = 'size' } = options;
  const suggested = options.suggest ? suggestAnchors(subject, metric) : null;
  const choose = (): { source: AnchorSource; branches: AnchoredBranch[] } => {
    if (given) return { source: { kind: 'given' }, branches: dealGiven(subject, given, options) };
    const named = recipe.network.branches;
    if (named !== 'auto' && options.count === undefined && !suggested)
      return { source: { kind: 'recipe' }, branches: fromBranchRecipes(subject.recipe.network.branches) };
    const usual = subject.heads.length * recipe.network.anchorsPerBranch;
    const count = options.count ?? suggested?.count ?? usual;
    const clustering = { count, seed: recipe.seed, metric, method };
    return {
      source: { kind: 'clustered', ...clustering, distribute },
      branches: proposeAnchors(subject, clustering, distribute),
    };
  };
  const { source, branches } = choose();
  const outcome = {
    dataset: dataset.name,
    subject,
    source,
    branches,
    suggested,
    judged: judgeAnchors(subject, branches, options),
  };
  process.stdout.write(
    options.json ? `${JSON.stringify(anchorDocument(outcome), null, 2)}\n` : `${anchorReport(outcome)}\n`,
  );
}

/** The options as settings of the recipe, so that one place says what is out of range. */
function settingsOf({ set = [], width, height, branches }: AnchorOptions): string[] {
  const settings = [...set];
  if (width !== undefined) settings.push(`input.width=${width}`);
  if (height !== undefined) settings.push(`input.height=${height}`);
  if (branches) settings.push(`network.strides=[${branches.join(',')}]`, 'network.branches=auto');
  return settings;
}

function dealGiven(
  subject: AnchorSubject,
  { anchors, masks }: DarknetAnchors,
  { distribute }: AnchorOptions,
): AnchoredBranch[] {
  if (!masks || distribute) return dealAnchors(subject, anchors, distribute ?? 'size');
  return distributeByGroups(
    anchors,
    masks,
    subject.heads.map(({ stride }) => stride),
  );
}
