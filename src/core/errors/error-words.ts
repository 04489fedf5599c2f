// The kinds of error in words: the only ones that a person reads. Data (JSON, CSV, addresses) has the names of `ErrorKind`.
import type { ErrorKind } from './error-kind.ts';

export const ERROR_WORDS: Readonly<Record<ErrorKind, string>> = {
  classification: 'wrong class',
  localization: 'badly placed',
  both: 'wrong class, badly placed',
  duplicate: 'duplicate',
  background: 'background',
  missed: 'missed',
};

/** The same where there is hardly any room: on the picture, behind a class and a score. */
export const ERROR_LABELS: Readonly<Record<ErrorKind, string>> = {
  classification: 'class',
  localization: 'place',
  both: 'class, place',
  duplicate: 'dup',
  background: 'bkg',
  missed: 'missed',
};
