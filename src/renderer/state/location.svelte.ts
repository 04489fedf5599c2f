// What the person is looking at, kept in the URL's hash so that reload, back and a shared link show the same.

import {
  changeRoute,
  formatRoute,
  ownFields,
  parseRoute,
  type Route,
  type RoutePatch,
  type Screen,
} from './route.ts';

/** The part of a window that this class touches. */
export interface HistoryHost {
  readonly location: { readonly hash: string };
  readonly history: Pick<History, 'pushState' | 'replaceState'>;
  addEventListener(type: 'popstate', listener: () => void): void;
}

/** Browsers limit how often the history may be written (Safari: 100 times in 30 s); a dragged slider would exceed it. */
const WRITE_PAUSE_MS = 300;

export class PageLocation {
  route = $state.raw<Route>({ screen: 'dataset' });
  /** Grows when the browser itself went somewhere: back, forward, or an address typed by hand. */
  arrivals = $state(0);
  readonly #host: HistoryHost;
  /** Where each screen was when it was left. */
  #left: { readonly [S in Screen]?: Route } = {};
  #pendingWrite: ReturnType<typeof setTimeout> | undefined;
  #writtenAt = -Infinity;

  constructor(host: HistoryHost = window) {
    this.#host = host;
    this.route = parseRoute(host.location.hash);
    host.addEventListener('popstate', () => {
      clearTimeout(this.#pendingWrite);
      this.#pendingWrite = undefined;
      this.route = parseRoute(host.location.hash);
      this.arrivals += 1;
    });
  }

  /** Goes somewhere: a new entry that "back" leaves again. Another screen appears as it was left. */
  go(patch: RoutePatch): void {
    this.#write();
    const { screen } = patch;
    const changesScreen = screen !== undefined && screen !== this.route.screen;
    const target = changeRoute(changesScreen ? this.atScreen(screen) : this.route, patch);
    if (changesScreen) this.#left = { ...this.#left, [this.route.screen]: this.route };
    this.route = target;
    this.#host.history.pushState(null, '', formatRoute(target));
  }

  /** Changes details of the same place, such as a slider: no new entry. Written at once, unless it was only just before. */
  adjust(patch: RoutePatch): void {
    this.route = changeRoute(this.route, patch);
    const pause = Math.max(0, this.#writtenAt + WRITE_PAUSE_MS - performance.now());
    this.#pendingWrite ??= setTimeout(() => this.#write(), pause);
  }

  /** The route of another screen: the dataset and run of now, the rest as that screen was left, where it still fits. */
  atScreen(screen: Screen): Route {
    const { dataset, run } = this.route;
    const left = this.#left[screen];
    const fits = left?.dataset === dataset && (screen !== 'inspect' || left?.run === run);
    return changeRoute({ screen }, { ...(left !== undefined && fits && ownFields(left)), dataset, run });
  }

  #write(): void {
    if (this.#pendingWrite === undefined) return;
    clearTimeout(this.#pendingWrite);
    this.#pendingWrite = undefined;
    this.#writtenAt = performance.now();
    this.#host.history.replaceState(null, '', formatRoute(this.route));
  }
}
