// What the person is looking at, kept in the URL's hash so that reload, back and a shared link show the same.

import { changeRoute, formatRoute, parseRoute, type Route, type RoutePatch } from './route.ts';

/** The part of a window that this class touches. */
export interface HistoryHost {
  readonly location: { readonly hash: string };
  readonly history: Pick<History, 'pushState' | 'replaceState'>;
  addEventListener(type: 'popstate', listener: () => void): void;
}

/** Browsers limit how often the history may be written; a dragged slider would exceed it. */
const WRITE_PAUSE_MS = 200;

export class PageLocation {
  route = $state.raw<Route>({ screen: 'dataset' });
  readonly #host: HistoryHost;
  #pendingWrite: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HistoryHost = window) {
    this.#host = host;
    this.route = parseRoute(host.location.hash);
    host.addEventListener('popstate', () => {
      clearTimeout(this.#pendingWrite);
      this.route = parseRoute(host.location.hash);
    });
  }

  /** Goes somewhere: a new entry that "back" leaves again. */
  go(patch: RoutePatch): void {
    clearTimeout(this.#pendingWrite);
    this.route = changeRoute(this.route, patch);
    this.#host.history.pushState(null, '', formatRoute(this.route));
  }

  /** Changes details of the same place, such as a slider: no new entry. */
  adjust(patch: RoutePatch): void {
    this.route = changeRoute(this.route, patch);
    clearTimeout(this.#pendingWrite);
    this.#pendingWrite = setTimeout(
      () => this.#host.history.replaceState(null, '', formatRoute(this.route)),
      WRITE_PAUSE_MS,
    );
  }
}
