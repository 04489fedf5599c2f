// The images of a split in bands of brightness, so that errors can be counted in the dark and in the light.

/** From the darkest; `unknown` are images whose picture cannot be read. */
export const BAND_NAMES = ['dark', 'medium', 'bright', 'unknown'] as const;
export type BandName = (typeof BAND_NAMES)[number];
const UNKNOWN = BAND_NAMES.indexOf('unknown');

export interface BrightnessBand {
  readonly name: BandName;
  /** Mean luma in [0, 255] from which on an image belongs to it; null where it has no lower end. */
  readonly from: number | null;
  /** Mean luma from which on an image belongs to the next one; null where it has no upper end. */
  readonly to: number | null;
  readonly images: number;
}

export interface BrightnessBands {
  /** Position in BAND_NAMES of each image. */
  readonly ofImage: Uint8Array;
  /** In the order of BAND_NAMES. */
  readonly bands: readonly BrightnessBand[];
}

/**
 * Cuts a split into thirds by the mean luma of whole images. Of images and not of boxes, as an image has one brightness whatever
 * the settings are, objects that nothing found have it too, and FP/image has images to divide by. Thirds and not fixed bands, as
 * the images of a dataset mostly lie close together, where fixed bands would hold all of them or none; a cut is a property of
 * the split, so two runs on it are counted by the same. Equal images stay together: a third may be empty.
 * @param means mean luma of each image in [0, 255]; NaN where it is not known
 */
export function bandImages(means: ArrayLike<number>): BrightnessBands {
  const all = Array.from(means);
  const known = all.filter((mean) => !Number.isNaN(mean)).sort((a, b) => a - b);
  const cuts = [1, 2].map((third) => known[Math.ceil((known.length * third) / 3)] ?? null);
  const bandOf = (mean: number): number =>
    Number.isNaN(mean) ? UNKNOWN : cuts.filter((cut) => cut !== null && mean >= cut).length;
  const ofImage = Uint8Array.from(all, bandOf);
  return {
    ofImage,
    bands: BAND_NAMES.map((name, band) => ({
      name,
      from: band === UNKNOWN ? null : (cuts[band - 1] ?? null),
      to: band === UNKNOWN ? null : (cuts[band] ?? null),
      images: ofImage.reduce((count, own) => count + Number(own === band), 0),
    })),
  };
}
