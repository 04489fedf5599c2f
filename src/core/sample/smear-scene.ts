// What a synthetic blood smear consists of: plain data from which pixels and labels are both computed.
import type { Blob } from './blob.ts';

/** Classes of the sample dataset, in label order; the names BCCD uses. */
export const SAMPLE_CLASSES = ['RBC', 'WBC', 'Platelets'] as const;

/** Index into `SAMPLE_CLASSES`. */
export const CLASS_INDEX = { redCell: 0, whiteCell: 1, platelet: 2 } as const;

/** Red, green and blue; optical densities (natural logarithm) or light in [0, 255], as said where it is used. */
export type Rgb = readonly [number, number, number];

/** A red cell: a translucent disc with a pale centre. Lengths in image px. */
export interface RedCell {
  readonly blob: Blob;
  /** Amount of stain relative to the image's usual one. */
  readonly tone: number;
  /** How much of the stain is missing in the centre, in [0, 1]. */
  readonly pallor: number;
  /** Radius of the pale centre relative to the cell's. */
  readonly pallorRadius: number;
  /** Shift of the pale centre relative to the cell's radius. */
  readonly pallorX: number;
  readonly pallorY: number;
  /** Half-width of the edge: how far the cell is out of focus. */
  readonly feather: number;
}

/** A round lobe of a nucleus; offset from the cell's centre and radius, image px. */
export interface Lobe {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** The four kinds of white cell that are drawn; they differ in nucleus and cytoplasm. */
export type WhiteCellKind = 'neutrophil' | 'eosinophil' | 'lymphocyte' | 'monocyte';

/** A white cell: granular cytoplasm around a dark lobed nucleus. Lengths in image px. */
export interface WhiteCell {
  readonly kind: WhiteCellKind;
  readonly blob: Blob;
  readonly lobes: readonly Lobe[];
  readonly tone: number;
  readonly feather: number;
  /** Seed of granules and chromatin. */
  readonly textureSeed: number;
}

/** A platelet: a small ragged purple speck. Lengths in image px. */
export interface Platelet {
  readonly blob: Blob;
  readonly tone: number;
  readonly feather: number;
  readonly textureSeed: number;
}

/** Things that are not labelled and look enough like cells to be reported by a detector. Lengths in image px. */
export type Debris =
  | { readonly kind: 'precipitate'; readonly specks: readonly Blob[]; readonly tone: number }
  | { readonly kind: 'ghost'; readonly blob: Blob; readonly tone: number; readonly feather: number }
  | { readonly kind: 'dust'; readonly blob: Blob; readonly tone: number; readonly feather: number }
  | {
      readonly kind: 'smudge';
      readonly blob: Blob;
      readonly tone: number;
      readonly feather: number;
      readonly textureSeed: number;
    }
  | { readonly kind: 'bubble'; readonly blob: Blob; readonly tone: number }
  | { readonly kind: 'refractile'; readonly blob: Blob; readonly tone: number }
  | {
      readonly kind: 'scratch';
      readonly x: number;
      readonly y: number;
      readonly length: number;
      /** Radians. */
      readonly direction: number;
      /** Sagitta: how far the middle bends away from the chord. */
      readonly bend: number;
      readonly thickness: number;
      readonly tone: number;
    };

/** The lamp, the stain and the camera of one image. */
export interface Exposure {
  /** Light through the empty slide at the brightest point, [0, 255]. */
  readonly light: Rgb;
  /** Share of light lost in the corners. */
  readonly vignette: number;
  /** Centre of the vignette, in fractions of width and height. */
  readonly centreX: number;
  readonly centreY: number;
  /** Share of light gained and lost along the gradient over half an image. */
  readonly gradient: number;
  /** Direction of the gradient and of the relief on cells, radians. */
  readonly direction: number;
  /** Optical density of a red cell at tone 1. */
  readonly hemoglobin: Rgb;
  /** Standard deviation of the lens's blur, px. */
  readonly blur: number;
  /** Sideways shift of red against blue at the image's corner, px. */
  readonly fringe: number;
  /** Standard deviation of the sensor's noise, in [0, 255]. */
  readonly noise: number;
  readonly noiseSeed: number;
}

/** One field of view. Cells are in painting order: later ones lie on top. */
export interface SmearScene {
  readonly width: number;
  readonly height: number;
  readonly exposure: Exposure;
  readonly redCells: readonly RedCell[];
  readonly whiteCells: readonly WhiteCell[];
  readonly platelets: readonly Platelet[];
  readonly debris: readonly Debris[];
}
