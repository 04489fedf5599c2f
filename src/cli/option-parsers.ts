// Parsers of option values; a wrong value is a usage error that says what was expected.
import { InvalidArgumentError } from 'commander';
import { backendSchema, strideSchema, type BackendName, type Stride } from '../contract/recipe.ts';

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
export const ratio = (text: string): number => number(text, (value) => value >= 1, 'a number from 1');

/** Collects the values of an option that may be repeated. */
export const collect = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

/** A backend by name. */
export function parseBackend(text: string): BackendName {
  return oneOf(backendSchema.options)(text);
}

/** A parser that takes one of some words. */
export const oneOf =
  <T extends string>(words: readonly T[]) =>
  (text: string): T => {
    const word = words.find((known) => known === text);
    if (word !== undefined) return word;
    throw new InvalidArgumentError(`Expected one of ${words.join(', ')}.`);
  };

/** Strides of branches, for example `8,16,32`; the finest or the coarsest may come first. */
export function parseStrides(text: string): Stride[] {
  const strides = text.split(',').map((part) => {
    const stride = strideSchema.safeParse(part.trim() === '' ? NaN : Number(part));
    if (stride.success) return stride.data;
    throw new InvalidArgumentError('Expected strides of 4, 8, 16, 32 or 64, for example 8,16,32.');
  });
  if (new Set(strides).size < strides.length)
    throw new InvalidArgumentError('Expected each stride once: all anchors of a stride are on one branch.');
  return strides;
}
