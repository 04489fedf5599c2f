// Mistakes of a recipe by hand: each names the setting, what was expected and what was found.
import { expect, it } from 'vitest';
import { describeRecipeIssue } from './recipe-issue.ts';
import { recipeSchema } from './recipe.ts';

const describeFirst = (recipe: unknown) => {
  const { error } = recipeSchema.safeParse(recipe);
  return describeRecipeIssue(error!.issues[0]!, recipe);
};

it.each([
  {
    recipe: { network: { strides: [16, 7] } },
    said: 'network.strides.1: Invalid option: expected one of 4|8|16|32|64; found 7.',
  },
  {
    recipe: { network: { strides: 'none' } },
    said: 'network.strides: Invalid input: expected array, received string, or Invalid input: expected "auto"; found "none".',
  },
  {
    recipe: { loss: { ratioThreshold: 0.5 } },
    said: 'loss.ratioThreshold: Too small: expected number to be >=1; found 0.5.',
  },
  { recipe: { loss: { raito: 2 } }, said: 'loss has no setting named "raito".' },
  {
    recipe: { input: { width: 'wide' } },
    said: 'input.width: Invalid input: expected number, received string; found "wide".',
  },
])('$said', ({ recipe, said }) => {
  expect(describeFirst(recipe)).toBe(said);
});
