// The ways to look at an evaluation; the URL names them.
export const INSPECT_VIEWS = ['image', 'wall', 'plots', 'compare'] as const;
export type InspectView = (typeof INSPECT_VIEWS)[number];
