// The route: what the URL's hash says about what is looked at, as text and back.

export const SCREENS = ['dataset', 'anchors', 'train', 'inspect', 'runs'] as const;
export type Screen = (typeof SCREENS)[number];

/** Everything the URL says. Absent fields have their screen's default. */
export interface Route {
  readonly screen: Screen;
  readonly dataset?: string;
  readonly run?: string;
  readonly split?: string;
  readonly image?: string;
  /** Train: `recipe` or `live`. Inspect: `image`, `wall`, `plots` or `compare`. */
  readonly view?: string;
  readonly sort?: string;
  /** Inspect: outcomes that images must have, as `fp,missed`; states of the ledger, as `fixed,new`. */
  readonly only?: string;
  readonly className?: string;
  /** Inspect and Anchors: the run that this one is compared with; Inspect: how, as `swap,same` (see comparison-route.ts). */
  readonly with?: string;
  readonly comparing?: string;
  /** Anchors: what is drawn, as `regions,contours` (see anchors/plane-layers.ts). */
  readonly show?: string;
  /** Dataset: part of the image's name. */
  readonly search?: string;
  /** Inspect: settings (see settings-route.ts). */
  readonly suppression?: string;
  readonly powers?: string;
  readonly mute?: string;
  /** Inspect: filter and order of the wall (see wall-filter.ts, wall-order.ts). */
  readonly wall?: string;
  readonly order?: string;
  /** Inspect: the wall in groups of crops that are at least this much alike, in [0, 1]. */
  readonly alike?: number;
  readonly scoreThreshold?: number;
  readonly nmsIouThreshold?: number;
  readonly matchIouThreshold?: number;
  readonly maxDetections?: number;
}
export type RoutePatch = { readonly [K in keyof Route]?: Route[K] | undefined };

/** Field of the route -> name in the URL. */
const TEXT_FIELDS = {
  dataset: 'dataset',
  run: 'run',
  split: 'split',
  image: 'image',
  view: 'view',
  sort: 'sort',
  only: 'only',
  className: 'class',
  with: 'with',
  comparing: 'comparing',
  show: 'show',
  search: 'search',
  suppression: 'method',
  powers: 'powers',
  mute: 'mute',
  wall: 'wall',
  order: 'order',
} as const;
const NUMBER_FIELDS = {
  scoreThreshold: 'score',
  nmsIouThreshold: 'nms',
  matchIouThreshold: 'match',
  maxDetections: 'max',
  alike: 'alike',
} as const;

/** The route that a hash such as `#/inspect?run=x&score=0.4` stands for; an unknown screen is the first one. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const parameters = new URLSearchParams(query);
  const route: Record<string, unknown> = { screen: SCREENS.find((screen) => screen === path) ?? 'dataset' };
  for (const [field, name] of Object.entries(TEXT_FIELDS)) {
    const value = parameters.get(name);
    if (value !== null && value !== '') route[field] = value;
  }
  for (const [field, name] of Object.entries(NUMBER_FIELDS)) {
    const value = Number.parseFloat(parameters.get(name) ?? '');
    if (Number.isFinite(value)) route[field] = value;
  }
  return route as unknown as Route;
}

/** The inverse of `parseRoute`. */
export function formatRoute(route: Route): string {
  const parameters = new URLSearchParams();
  for (const [field, name] of Object.entries({ ...TEXT_FIELDS, ...NUMBER_FIELDS })) {
    const value = route[field as keyof Route];
    if (value !== undefined) parameters.set(name, String(value));
  }
  const query = parameters.toString();
  return `#/${route.screen}${query === '' ? '' : `?${query}`}`;
}

/** Fields that mean the same on every screen; all others belong to the screen they were set on. */
const SHARED_FIELDS: readonly (keyof Route)[] = ['screen', 'dataset', 'run'];

/** What a screen adds to the shared fields: its filters, its image, its thresholds. */
export function ownFields(route: Route): RoutePatch {
  const own = Object.entries(route).filter(([field]) => !SHARED_FIELDS.includes(field as keyof Route));
  return Object.fromEntries(own);
}

/** A route with some fields changed; undefined takes a field away. */
export function changeRoute(route: Route, patch: RoutePatch): Route {
  const merged = Object.entries({ ...route, ...patch }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(merged) as unknown as Route;
}
