// Recipes as YAML: the round trip, and where mistakes are reported.
import { describe, expect, test } from 'vitest';
import { recipeSchema } from '../../contract/recipe.ts';
import { formatRecipe, parseRecipe } from './recipe-file.ts';

describe('recipe file', () => {
  test('is read as it was written', () => {
    const recipe = recipeSchema.parse({
      network: { branches: [{ stride: 32, anchors: [[10, 20.5], [30, 40]] }] }, // prettier-ignore
    });
    const text = formatRecipe(recipe);
    expect(parseRecipe(text, 'recipe.yaml')).toEqual(recipe);
    expect(text).toContain('- [10, 20.5]');
  });

  test('takes defaults for what is left out, and for everything in an empty file', () => {
    expect(parseRecipe('', 'r')).toEqual(recipeSchema.parse({}));
    expect(parseRecipe('schedule: { epochs: 3 }', 'r').schedule.epochs).toBe(3);
  });

  test.each([
    [
      'unknown setting',
      'seed: 1\nloss:\n  bocks: ciou\n',
      'r.yaml, line 3: loss has no setting named "bocks"',
    ],
    [
      'unknown section',
      'seed: 1\nlosses:\n  box: ciou\n',
      'r.yaml, line 2: recipe has no setting named "losses"',
    ],
    ['wrong value', 'seed: 1\n\nschedule:\n  epochs: many\n', 'line 4: schedule.epochs: '],
    ['found value', 'schedule:\n  epochs: many\n', 'found "many"'],
    [
      'inside a list',
      'network:\n  branches:\n    - stride: 8\n      anchors:\n        - [1, 2]\n        - [-1, 2]\n',
      'line 6: network.branches',
    ],
    ['not YAML', 'seed: 1\nloss: [1\n', 'r.yaml, line '],
  ])('reports the line: %s', (_, text, message) => {
    expect(() => parseRecipe(text, 'r.yaml')).toThrow(
      expect.objectContaining({
        code: 'recipe-invalid',
        message: expect.stringContaining(message) as string,
      }) as Error,
    );
  });
});
