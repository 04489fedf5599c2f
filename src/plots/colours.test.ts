// One palette: the values that files are drawn with are those of the page's style sheet.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { branchColour, PALETTE, resolveColours } from './colours.ts';

it('has the values of the tokens', () => {
  const css = readFileSync(new URL('../renderer/tokens.css', import.meta.url), 'utf8');
  const tokens = new Map(
    [...css.matchAll(/--([\w-]+):\s*light-dark\((\S+), (\S+)\);/g)].map(([, name, light, dark]) => [
      name,
      [light, dark],
    ]),
  );
  expect(tokens.size).toBeGreaterThan(20);
  for (const [name, values] of Object.entries(PALETTE))
    expect([name, tokens.get(name)]).toEqual([name, values]);
});

it('puts values for names, and leaves what it does not know', () => {
  const drawing = 'fill="var(--tp)" stroke="var(--branch-16)" rx="var(--radius)" d="var(--constructor)"';
  expect(resolveColours(drawing, 'light')).toBe(
    'fill="#0b7553" stroke="#0b6b80" rx="var(--radius)" d="var(--constructor)"',
  );
  expect(resolveColours(drawing, 'dark')).toContain('#2bb58a');
});

it('has a colour for every stride of an FPN, and a quiet one for others', () => {
  expect([4, 8, 16, 32, 64].map(branchColour)).toEqual(
    [4, 8, 16, 32, 64].map((stride) => `var(--branch-${stride})`),
  );
  expect(branchColour(12)).toBe('var(--dim)');
  expect(branchColour(undefined)).toBe('var(--dim)');
});
