// Parsers of option values; a wrong value is a usage error that says what was expected.
import { InvalidArgumentError } from 'commander';
import { backendSchema, type BackendName } from '../contract/recipe.ts';

function number(text: string, accept: (value: number) => boolean, expected: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || !accept(value))
    throw new InvalidArgumentError(`Expected ${expected}.`);
  return value;
}

export const positiveInteger = (text: string): number =>
  number(text, (value) => Number.isInteger(value) && value > 0, 'a whole number above 0');
export const wholeNumber = (text: string): number =>
  number(text, (value) => Number.isInteger(value) && value >= 0, 'a whole number, 0 or above');
export const integer = (text: string): number => number(text, Number.isInteger, 'a whole number');
export const port = (text: string): number =>
  number(text, (value) => Number.isInteger(value) && value >= 0 && value < 65536, 'a port from 0 to 65535');
export const positiveNumber = (text: string): number =>
  number(text, (value) => value > 0, 'a number above 0');
export const fraction = (text: string): number =>
  number(text, (value) => value >= 0 && value <= 1, 'a number from 0 to 1');

/** Collects the values of an option that may be repeated. */
export const collect = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

/** A backend by name. */
export function parseBackend(text: string): BackendName {
  const backend = backendSchema.safeParse(text);
  if (backend.success) return backend.data;
  throw new InvalidArgumentError(`Expected one of ${backendSchema.options.join(', ')}.`);
}
