// Recipe options of the command line: a preset or a file, then single values over it.
import { readFile } from 'node:fs/promises';
import { parse as parseYaml } from 'yaml';
import { describeRecipeIssue } from '../contract/recipe-issue.ts';
import { networkPresetSchema, recipeSchema, type Recipe } from '../contract/recipe.ts';
import { UserError } from '../core/user-error.ts';
import { parseRecipe } from '../storage/runs/recipe-file.ts';

export interface RecipeOptions {
  /** A file, or the name of a preset. */
  readonly recipe?: string;
  /** `a.b=value`, in the order given. */
  readonly set?: readonly string[];
  readonly epochs?: number;
  readonly seed?: number;
  readonly scoreThreshold?: number;
  readonly nmsIouThreshold?: number;
}

type Tree = Record<string, unknown>;

/** The recipe that the options describe. @param base of which it changes settings; else the defaults @throws UserError naming the option */
export async function readRecipeOptions(options: RecipeOptions, base?: Recipe): Promise<Recipe> {
  const recipe = base !== undefined && options.recipe === undefined ? base : await baseRecipe(options.recipe);
  const tree = structuredClone(recipe) as Tree;
  const assignments: [string, unknown][] = (options.set ?? []).map(parseAssignment);
  if (options.epochs !== undefined) assignments.push(['schedule.epochs', options.epochs]);
  if (options.seed !== undefined) assignments.push(['seed', options.seed]);
  if (options.scoreThreshold !== undefined)
    assignments.push(['evaluation.scoreThreshold', options.scoreThreshold]);
  if (options.nmsIouThreshold !== undefined)
    assignments.push(['evaluation.nmsIouThreshold', options.nmsIouThreshold]);
  for (const [path, value] of assignments) assign(tree, path, value);
  return checkRecipe(tree);
}

async function baseRecipe(recipe: string | undefined): Promise<Recipe> {
  if (recipe === undefined) return recipeSchema.parse({});
  const preset = networkPresetSchema.safeParse(recipe.startsWith('yolov3') ? recipe : `yolov3-${recipe}`);
  if (preset.success) return recipeSchema.parse({ network: { preset: preset.data } });
  try {
    return parseRecipe(await readFile(recipe, 'utf8'), recipe);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UserError({
      code: 'usage',
      message: `--recipe ${recipe}: there is no such file, and no preset of that name.`,
      hint: `Presets: ${networkPresetSchema.options.join(', ')}.`,
    });
  }
}

function parseAssignment(text: string): [string, unknown] {
  const at = text.indexOf('=');
  if (at <= 0)
    throw new UserError({
      code: 'usage',
      message: `--set ${text}: expected path=value.`,
      hint: 'For example --set optimizer.learningRate=0.02 or --set network.strides=[16,8].',
    });
  return [text.slice(0, at), parseYaml(text.slice(at + 1))];
}

function assign(tree: Tree, path: string, value: unknown): void {
  const parts = path.split('.');
  let node = tree;
  for (const part of parts.slice(0, -1)) {
    const next = node[part];
    if (typeof next !== 'object' || next === null) throw unknownSetting(path, node);
    node = next as Tree;
  }
  const name = parts.at(-1)!;
  if (!(name in node)) throw unknownSetting(path, node);
  node[name] = value;
}

function unknownSetting(path: string, node: Tree): UserError {
  return new UserError({
    code: 'usage',
    message: `The recipe has no setting "${path}".`,
    hint: `Here it has ${Object.keys(node).join(', ')}.`,
  });
}

function checkRecipe(tree: Tree): Recipe {
  const result = recipeSchema.safeParse(tree);
  if (result.success) return result.data;
  throw new UserError({
    code: 'usage',
    message: `The recipe is not valid: ${describeRecipeIssue(result.error.issues[0]!, tree)}`,
    hint: 'See --help for the options, and recipe.yaml of any run for all settings.',
  });
}
