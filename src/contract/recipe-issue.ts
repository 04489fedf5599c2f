// What is wrong with a recipe, in words: where, what was expected, what was found.
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** The first mistake of a recipe. @param recipe as it was written, before it was checked */
export function describeRecipeIssue(issue: Issue, recipe: unknown): string {
  const { path, message, code, ...rest } = nearestIssue(issue);
  const where = path.join('.') || 'recipe';
  if (code === 'unrecognized_keys') {
    const { keys } = rest as { keys: string[] };
    return `${where} has no setting named ${keys.map((key) => `"${key}"`).join(', ')}.`;
  }
  const value = path.reduce<unknown>(
    (node, key) => (node as Record<PropertyKey, unknown> | undefined)?.[key],
    recipe,
  );
  return `${where}: ${message}; found ${value === undefined ? 'nothing' : JSON.stringify(value)}.`;
}

/**
 * Of a setting that may have one of several forms, the mistake in the form that was meant: the one that was followed
 * furthest. Where none was, the message names all forms.
 */
function nearestIssue(issue: Issue): Issue {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const forms = issue.errors.map(([first]) => nearestIssue(first!));
  const depth = Math.max(...forms.map((form) => form.path.length));
  const nearest = forms.filter((form) => form.path.length === depth);
  const message = nearest.map((form) => form.message).join(', or ');
  return { ...nearest[0]!, message, path: [...issue.path, ...nearest[0]!.path] };
}
