// The kinds of error in words.
import type { ErrorKind } from './error-kind.ts';

export const ERROR_WORDS: Readonly<Record<ErrorKind, string>> = {
  classification: 'wrong class',
  localization: 'badly placed',
  both: 'wrong class, badly placed',
  duplicate: 'duplicate',
  background: 'background',
  missed: 'missed',
};
