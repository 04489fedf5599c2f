// Where the errors of a split are, as text: by class, branch, anchor and brightness, and the worst images.
import type { BrightnessBand } from '../../core/analysis/brightness.ts';
import { ERROR_KINDS, type ErrorKind } from '../../core/errors/error-kind.ts';
import type { PartCounts } from '../../core/inspection/inspect-split.ts';
import type { OperatingPoint } from '../../core/metrics/summary.ts';
import { nameBand } from '../../plots/breakdown.ts';
import { ERROR_WORDS } from '../../core/errors/error-words.ts';
import { describeSettings, type NamedParts } from '../../core/metrics/describe-settings.ts';
import { formatTable } from './table.ts';

/** A split at some settings, with names instead of indices. */
export interface SplitDocument {
  readonly name: string;
  readonly split: string;
  readonly operatingPoint: OperatingPoint;
  readonly kinds: Readonly<Record<ErrorKind, number>>;
  readonly classes: readonly (PartCounts & { readonly name: string })[];
  readonly branches: readonly (PartCounts & { readonly stride: number })[];
  readonly anchors: readonly (PartCounts & {
    readonly stride: number;
    /** From 1, as it is muted. */
    readonly number: number;
    /** Input px. */
    readonly size: readonly [number, number];
  })[];
  /** By the mean luma of the whole image, in thirds of the split (see `bandImages`). */
  readonly brightness: readonly (PartCounts &
    BrightnessBand & {
      /** Null where there is nothing to divide by. */
      readonly precision: number | null;
      readonly recall: number | null;
      /** By the images of the band. */
      readonly falsePositivesPerImage: number;
    })[];
  /** Those whose picture is not the one that was evaluated any more. */
  readonly changedImages: readonly string[];
  /** The worst first. */
  readonly images: readonly { imageId: string; tp: number; fp: number; missed: number }[];
}

/** Images that are named. */
const WORST = 10;
/** What a false positive can be. */
const FALSE_KINDS = ERROR_KINDS.filter((kind) => kind !== 'missed');
const KIND_HEADS = FALSE_KINDS.map((kind) => ERROR_WORDS[kind]);

export function splitReport(document: SplitDocument, parts: NamedParts): string {
  const { operatingPoint: point, classes, branches, anchors, images } = document;
  return [
    `${document.split} of ${document.name}: ${images.length} images`,
    describeSettings(point, parts),
    `${point.tp} true positives, ${point.fp} false positives, ${point.fn} missed: precision ${point.precision.toFixed(3)}, ` +
      `recall ${point.recall.toFixed(3)}, ${point.falsePositivesPerImage.toFixed(2)} FP/image`,
    '',
    formatTable([
      ['class', 'TP', 'FP', 'missed', ...KIND_HEADS],
      ...classes.map((row) => [row.name, ...counts(row), String(row.missed), ...kindCounts(row.kinds)]),
      ['all', String(point.tp), String(point.fp), String(point.fn), ...kindCounts(document.kinds)],
    ]),
    ...section(
      ['branch', 'TP', 'FP', ...KIND_HEADS],
      branches.map((row) => [`stride ${row.stride}`, ...counts(row), ...kindCounts(row.kinds)]),
    ),
    ...section(
      ['anchor', 'px', 'TP', 'FP', ...KIND_HEADS],
      anchors.map((row) => [
        `${row.stride}:${row.number}`,
        `${Math.round(row.size[0])}x${Math.round(row.size[1])}`,
        ...counts(row),
        ...kindCounts(row.kinds),
      ]),
    ),
    ...section(
      ['mean luma of the image', 'images', 'TP', 'FP', 'missed', 'precision', 'recall', 'FP/image'],
      document.brightness.map((row) => [
        nameBand(row),
        String(row.images),
        ...counts(row),
        String(row.missed),
        rate(row.precision),
        rate(row.recall),
        row.falsePositivesPerImage.toFixed(2),
      ]),
    ),
    ...section(
      ['worst images', 'FP', 'missed', 'TP'],
      images
        .filter(({ fp, missed }) => fp + missed > 0)
        .slice(0, WORST)
        .map(({ imageId, fp, missed, tp }) => [imageId, String(fp), String(missed), String(tp)]),
    ),
  ].join('\n');
}

/** A table with a blank line before it; nothing where it has no rows. */
function section(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : ['', formatTable([head, ...rows])];
}

const rate = (share: number | null): string => (share === null ? '-' : share.toFixed(3));
const counts = ({ tp, fp }: PartCounts): string[] => [String(tp), String(fp)];
const kindCounts = (kinds: PartCounts['kinds']): string[] => FALSE_KINDS.map((kind) => String(kinds[kind]));
