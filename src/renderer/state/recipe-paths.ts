// Reading and writing a recipe by dotted paths such as `network.branches`.
import { recipeSchema, type RecipeInput } from '../../contract/recipe.ts';

type Section = Record<string, unknown>;

/** The recipe with every default. */
export const DEFAULT_RECIPE = recipeSchema.parse({});

/** The value at a path; undefined where there is none. */
export function readPath(value: object, path: string): unknown {
  let at: unknown = value;
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Section)[key];
  }
  return at;
}

/** A copy with another value at a path of one or two keys; undefined removes it. */
export function writePath(input: RecipeInput, path: string, value: unknown): RecipeInput {
  const [first = '', second] = path.split('.');
  if (second === undefined) return withKey(input, first, value);
  const section = withKey((input as Section)[first] as Section | undefined, second, value);
  return withKey(input, first, Object.keys(section).length > 0 ? section : undefined);
}

/** Only what differs from the defaults. */
export function overridesOf(recipe: RecipeInput): RecipeInput {
  let overrides: RecipeInput = {};
  for (const path of leafPaths(recipe)) {
    const value = readPath(recipe, path);
    if (!isDefaultValue(path, value)) overrides = writePath(overrides, path, value);
  }
  return overrides;
}

export function isDefaultValue(path: string, value: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(readPath(DEFAULT_RECIPE, path));
}

/** Dotted path -> what is wrong there; empty where the recipe is right. */
export function recipeErrors(input: RecipeInput): ReadonlyMap<string, string> {
  const { error } = recipeSchema.safeParse(input);
  return new Map(error?.issues.map(({ path, message }) => [path.join('.'), message]));
}

/** A value as a person would write it: lists with commas, null as `none`. */
export function valueAsText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueAsText).join(', ');
  if (value === null || value === undefined) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function withKey(section: Section | undefined, key: string, value: unknown): Section {
  const others = Object.entries(section ?? {}).filter(([other]) => other !== key);
  return Object.fromEntries(value === undefined ? others : [...others, [key, value]]);
}

function leafPaths(recipe: Section): readonly string[] {
  return Object.entries(recipe).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.keys(value).map((inner) => `${key}.${inner}`)
      : [key],
  );
}
