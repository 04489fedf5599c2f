// What a contact sheet of false positives shows, and its colours.
import type { ErrorKind } from '../../contract/evaluation.ts';
import type { Box } from '../../core/boxes/box.ts';

/** One false positive. Boxes in image px (after EXIF orientation), xyxy. */
export interface ContactSheetTile {
  /** Absolute path of the image file. */
  readonly imagePath: string;
  readonly imageId: string;
  readonly box: Box;
  /** Class and score, for example `Platelets 0.93`. */
  readonly label: string;
  readonly kind: Exclude<ErrorKind, 'missed'>;
  /** Annotated boxes nearby; those outside the crop are not drawn. */
  readonly groundTruth?: readonly Box[];
}

/** The settings under which the false positives were found: a count never appears without them. */
export interface ContactSheetSettings {
  readonly runName: string;
  readonly split: string;
  readonly scoreThreshold: number;
  readonly nmsIouThreshold: number;
  readonly matchIouThreshold: number;
}

/** Colours of the sheet, as CSS writes them. */
export interface ContactSheetTheme {
  readonly background: string;
  readonly panel: string;
  readonly line: string;
  /** Behind pictures, where a crop reaches over the image's border. */
  readonly stage: string;
  readonly text: string;
  readonly dim: string;
  readonly faint: string;
  readonly falsePositive: string;
  readonly truePositive: string;
  readonly groundTruth: string;
  /** Casing of lines over a picture, so that they show on any ground. */
  readonly ink: string;
}

/** A whole sheet. */
export interface ContactSheet {
  readonly title: string;
  readonly settings: ContactSheetSettings;
  /** Worst first; the first `MOST_TILES` are drawn. */
  readonly tiles: readonly ContactSheetTile[];
  /** False positives at these settings, drawn or not; the number of tiles by default. */
  readonly totalFalsePositives?: number;
  /** Tiles in a row; chosen by their number by default. */
  readonly columns?: number;
  readonly theme?: Partial<ContactSheetTheme>;
}

/** More tiles than this do not fit a sheet that is looked at as a whole. */
export const MOST_TILES = 24;

/** The app's dark colours. */
export const DARK_SHEET: ContactSheetTheme = {
  background: '#14161a',
  panel: '#1b1e24',
  line: '#2d323b',
  stage: '#0e1013',
  text: '#e8eaed',
  dim: '#9ba4b1',
  faint: '#818a98',
  falsePositive: '#f0763b',
  truePositive: '#2bb58a',
  groundTruth: '#ffffff',
  ink: '#101216',
};
