// The kinds of error, and the one place where TIDE's order of tests is written.

/** Kinds of error: what is wrong with a false positive, and `missed` for an object that nothing came near. */
export const ERROR_KINDS = [
  'classification',
  'localization',
  'both',
  'duplicate',
  'background',
  'missed',
] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];
export type FalsePositiveKind = Exclude<ErrorKind, 'missed'>;

/** Kinds as numbers: their positions in `ERROR_KINDS`. */
export const CLASSIFICATION = 0;
export const LOCALIZATION = 1;
export const BOTH = 2;
export const DUPLICATE = 3;
export const BACKGROUND = 4;
export const MISSED = 5;
/** Of a detection that is no error, or was not asked about. */
export const NO_ERROR = 255;

/** Thresholds of TIDE; both are inclusive. */
export interface ErrorThresholds {
  /** IoU from which a detection counts as placed: the one that was judged at. */
  readonly matchIouThreshold: number;
  /** IoU up to which a detection overlaps nothing worth naming. TIDE's default 0.1. */
  readonly backgroundIouThreshold?: number;
}

/** TIDE's default, `ErrorThresholds.backgroundIouThreshold`. */
export const BACKGROUND_IOU = 0.1;

/**
 * The kind of a false positive: the first of TIDE's tests (Bolya et al. 2020) that holds. Localization: background <= same <=
 * match. Classification: other >= match. Duplicate: taken >= match. Background: nothing above the background threshold. Both:
 * what is left. Touching is required, so 0 is never an overlap, whatever the thresholds.
 * @param same largest IoU with a counted object of the detection's class; 0 where none touches. @param other of any other class
 * @param taken of its class, among those that a detection took
 * @returns a kind's number
 */
export function falsePositiveKind(
  same: number,
  other: number,
  taken: number,
  match: number,
  background: number,
): number {
  if (same > 0 && same >= background && same <= match) return LOCALIZATION;
  if (other > 0 && other >= match) return CLASSIFICATION;
  if (taken > 0 && taken >= match) return DUPLICATE;
  return Math.max(same, other) <= background ? BACKGROUND : BOTH;
}

/** A value for each kind, from the kind's number and name. */
export function recordKinds<T>(valueOf: (kind: number, name: ErrorKind) => T): Record<ErrorKind, T> {
  const entries = ERROR_KINDS.map((name, kind) => [name, valueOf(kind, name)] as const);
  return Object.fromEntries(entries) as Record<ErrorKind, T>;
}
