// recipe.yaml: a recipe as a person reads and writes it, with mistakes reported by line.
import { readFile } from 'node:fs/promises';
import { Document, isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import { UserError } from '../../core/user-error.ts';
import { describeRecipeIssue } from '../../contract/recipe-issue.ts';
import { recipeSchema, type Recipe } from '../../contract/recipe.ts';
import { writeAtomically } from './write-atomically.ts';

const HEADER = ' Everything that decides the result of a training; running it again repeats the run.';

/** A recipe as YAML; short lists of numbers stand on one line. */
export function formatRecipe(recipe: Recipe): string {
  const document = new Document(recipe);
  document.commentBefore = HEADER;
  visit(document, {
    Seq: (_key, node) => {
      if (node.items.every((item) => isScalar(item))) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 110, flowCollectionPadding: false });
}

/**
 * Parses YAML (or JSON) into a recipe with the defaults filled in.
 * @param source what to call the text in an error, usually its path
 * @throws UserError naming line, value and what was expected
 */
export function parseRecipe(text: string, source: string): Recipe {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const syntaxError = document.errors[0];
  if (syntaxError) {
    const [first] = syntaxError.message.split('\n');
    const line = syntaxError.linePos?.[0].line ?? 1;
    throw invalid(source, line, (first ?? syntaxError.message).replace(/ at line \d+.*$/, ''));
  }
  const written: unknown = document.toJS() ?? {};
  const result = recipeSchema.safeParse(written);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  throw invalid(source, lineOf(document, path, lines), describeRecipeIssue(issue, written));
}

/** Reads a recipe file. @throws UserError when it is missing or not a recipe */
export async function readRecipeFile(path: string): Promise<Recipe> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new UserError({
      code: 'recipe-not-found',
      message: `${path}: the recipe cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}).`,
      hint: 'Give the path of a YAML file, for example the recipe.yaml of a run folder.',
    });
  }
  return parseRecipe(text, path);
}

/** Writes a recipe file. */
export async function writeRecipeFile(path: string, recipe: Recipe): Promise<void> {
  await writeAtomically(path, formatRecipe(recipe));
}

function invalid(source: string, line: number, what: string): UserError {
  return new UserError({
    code: 'recipe-invalid',
    message: `${source}, line ${line}: ${what}`,
    hint: 'Correct the line, or remove it to take the default.',
  });
}

/** One-based line of the deepest node that the path reaches. */
function lineOf(document: Document, path: readonly PropertyKey[], lines: LineCounter): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (!pair) break;
      offset = (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof key === 'number') {
      node = node.items[key];
      offset = (node as { range?: [number, number, number] } | undefined)?.range?.[0] ?? offset;
    } else break;
  }
  return lines.linePos(offset).line;
}
