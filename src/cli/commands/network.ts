// boxwright network: the layers of a preset, a recipe or a run, with shapes, receptive fields and cost.
import { extname, resolve } from 'node:path';
import type { Command } from 'commander';
import { networkPresetSchema, type ResolvedRecipe, type Stride } from '../../contract/recipe.ts';
import type { Network } from '../../core/network/layer.ts';
import { UserError } from '../../core/user-error.ts';
import { withBranches } from '../../jobs/anchors/anchor-subject.ts';
import { networkOf } from '../../jobs/recipe/resolve-recipe.ts';
import { findRun } from '../../storage/runs/find-runs.ts';
import { collect, parseStrides, positiveInteger } from '../option-parsers.ts';
import { networkDocument, networkReport } from '../output/network-report.ts';
import { readRecipeOptions } from '../recipe-options.ts';

interface NetworkOptions {
  readonly width?: number;
  readonly height?: number;
  readonly classes?: number;
  readonly branches?: readonly Stride[];
  readonly set?: readonly string[];
  readonly runs: string;
  readonly json?: boolean;
}

/** Of a preset, unless given: those of COCO's published networks. */
const USUAL_CLASSES = 80;
const USUAL_WIDTH = 416;

const EXAMPLES = `
A preset has ${USUAL_CLASSES} classes and an input of ${USUAL_WIDTH}x${USUAL_WIDTH} px unless told otherwise. Receptive fields are theoretical.

Examples:
  boxwright network yolov3
  boxwright network tiny --branches 8,16,32 --width 320 --height 256 --classes 3
  boxwright network yolov3 --set network.anchorsPerBranch=4 --set network.gaussian=true
  boxwright network latest --json
`;

/** Adds the command. */
export function addNetworkCommand(program: Command): void {
  program
    .command('network')
    .description('print the layers of a network: shapes, receptive fields, parameters, FLOPs, heads')
    .argument('<network>', 'preset, recipe file (.yaml), or run: id, name, folder, or "latest"')
    .option('--width <px>', 'input width', positiveInteger)
    .option('--height <px>', 'input height; the width unless given', positiveInteger)
    .option('--classes <n>', 'number of classes', positiveInteger)
    .option('--branches <strides>', 'strides of the branches, for example 8,16,32', parseStrides)
    .option('--set <path=value>', 'change one setting of the recipe; may be repeated', collect)
    .option('--runs <dir>', 'folder of the runs', 'runs')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: NetworkOptions) => {
      const { title, network } = await findNetwork(name, options);
      process.stdout.write(
        options.json
          ? `${JSON.stringify(networkDocument(title, network), null, 2)}\n`
          : `${networkReport(title, network)}\n`,
      );
    });
}

interface NamedNetwork {
  readonly title: string;
  readonly network: Network;
}

async function findNetwork(name: string, options: NetworkOptions): Promise<NamedNetwork> {
  const presets = networkPresetSchema.options;
  if (presets.some((preset) => preset === name || preset === `yolov3-${name}`))
    return fromRecipe(name, options);
  const extension = extname(name).toLowerCase();
  if (extension === '.yaml' || extension === '.yml') return fromRecipe(name, options);
  if (extension === '.cfg')
    throw new UserError({
      code: 'usage',
      message: `${name}: Darknet's cfg files cannot be read yet.`,
      hint: `Name a preset (${presets.join(', ')}), a recipe file or a run.`,
    });
  return fromRun(name, options);
}

async function fromRecipe(name: string, options: NetworkOptions): Promise<NamedNetwork> {
  const { width, height, classes = USUAL_CLASSES, branches, set = [] } = options;
  const isFile = extname(name) !== '';
  const settings = [...set];
  if (width !== undefined || !isFile) settings.push(`input.width=${width ?? USUAL_WIDTH}`);
  if (height !== undefined) settings.push(`input.height=${height}`);
  if (branches) settings.push(`network.strides=[${branches.join(',')}]`, 'network.branches=auto');
  const recipe = await readRecipeOptions({ recipe: name, set: settings });
  const input = {
    width: recipe.input.width,
    height: recipe.input.height === 'auto' ? recipe.input.width : recipe.input.height,
  };
  const network = withBranches(recipe.network);
  return {
    title: network.preset,
    network: networkOf({ network, input }, Array.from({ length: classes }, String)),
  };
}

async function fromRun(name: string, options: NetworkOptions): Promise<NamedNetwork> {
  const changed = (['classes', 'branches', 'set'] as const).find((option) => options[option] !== undefined);
  if (changed)
    throw new UserError({
      code: 'usage',
      message: `--${changed} changes a preset or a recipe, but "${name}" is neither.`,
      hint: `Presets: ${networkPresetSchema.options.join(', ')}.`,
    });
  const folder = await findRun(resolve(options.runs), name).catch((error: unknown) => {
    if (!(error instanceof UserError) || error.code !== 'run-not-found') throw error;
    throw new UserError({
      code: error.code,
      message: error.message,
      hint: `Name a preset (${networkPresetSchema.options.join(', ')}), a recipe file (.yaml) or a run; --runs names the folder of the runs.`,
    });
  });
  const record = await folder.readRecord();
  // A run's recipe is resolved, so nothing in it is `auto`.
  const recipe = (await folder.readRecipe()) as ResolvedRecipe;
  const { width = recipe.input.width, height = recipe.input.height } = options;
  return {
    title: record.name,
    network: networkOf({ ...recipe, input: { ...recipe.input, width, height } }, record.dataset.classes),
  };
}
