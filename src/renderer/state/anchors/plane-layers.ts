// What is drawn on the plane of anchors, as the URL says it.

export const PLANE_LAYERS = ['regions', 'contours', 'augmented'] as const;
export type PlaneLayer = (typeof PLANE_LAYERS)[number];
/** `augmented`: boxes at the scales that training shows them at, as all figures count them. */
const USUAL: readonly PlaneLayer[] = ['regions', 'augmented'];
const NOTHING = 'none';

export function parseLayers(text: string | undefined): ReadonlySet<PlaneLayer> {
  if (text === undefined) return new Set(USUAL);
  return new Set(PLANE_LAYERS.filter((layer) => text.split(',').includes(layer)));
}

/** The text that `parseLayers` reads; undefined for what is drawn usually. */
export function toggleLayer(layers: ReadonlySet<PlaneLayer>, layer: PlaneLayer): string | undefined {
  const next = PLANE_LAYERS.filter((one) => (one === layer) !== layers.has(one));
  const text = next.join(',');
  if (text === USUAL.join(',')) return undefined;
  return text === '' ? NOTHING : text;
}
