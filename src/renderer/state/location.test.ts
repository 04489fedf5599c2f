// Tests of the URL as the page's memory: route to text and back, history entries, screens as they were left.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PageLocation } from './location.svelte.ts';
import { formatComparison, parseComparison } from './comparison-route.ts';
import { formatRoute, parseRoute } from './route.ts';

/** A window's history, as far as the class touches it. */
function fakeHost(hash: string) {
  const entries = [hash];
  let onpopstate = (): void => undefined;
  return {
    entries,
    location: {
      get hash() {
        return entries.at(-1)!;
      },
    },
    history: {
      pushState: (_state: unknown, _title: string, url?: string | URL | null) =>
        void entries.push(String(url)),
      replaceState: (_state: unknown, _title: string, url?: string | URL | null) => {
        entries[entries.length - 1] = String(url);
      },
    },
    addEventListener: (_type: 'popstate', listener: () => void) => {
      onpopstate = listener;
    },
    back: () => {
      entries.pop();
      onpopstate();
    },
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a route survives the way through its text, names with any characters included', () => {
  const route = {
    screen: 'inspect',
    dataset: 'a1',
    run: '20260105-0930-k4',
    split: 'test',
    image: 'JPEGImages/Zelle & Söhne #7.jpg',
    scoreThreshold: 0.4,
    nmsIouThreshold: 0,
    maxDetections: 300,
    with: '20260104-0930-a2',
    comparing: 'swap,same',
  } as const;
  expect(parseRoute(formatRoute(route))).toEqual(route);
  expect(parseRoute('#/nowhere?score=much')).toEqual({ screen: 'dataset' });
});

test('a slider makes no entry of its own, and its last value is what "back" finds', () => {
  const host = fakeHost('#/inspect?run=r');
  const location = new PageLocation(host);
  location.adjust({ scoreThreshold: 0.5 });
  location.adjust({ scoreThreshold: 0.6 });
  location.go({ image: 'b.jpg' });
  expect(host.entries).toEqual(['#/inspect?run=r&score=0.6', '#/inspect?run=r&image=b.jpg&score=0.6']);
  host.back();
  expect(location.route).toEqual({ screen: 'inspect', run: 'r', scoreThreshold: 0.6 });
  expect(location.arrivals).toBe(1);
});

test('a change is in the address at once, those of a dragged slider a few times a second', () => {
  const host = fakeHost('#/inspect?run=r');
  const location = new PageLocation(host);
  location.adjust({ scoreThreshold: 0.5 });
  vi.advanceTimersByTime(0);
  expect(host.location.hash).toBe('#/inspect?run=r&score=0.5');
  location.adjust({ scoreThreshold: 0.6 });
  vi.advanceTimersByTime(100);
  location.adjust({ scoreThreshold: 0.7 });
  vi.advanceTimersByTime(100);
  expect(host.location.hash).toBe('#/inspect?run=r&score=0.5');
  vi.advanceTimersByTime(100);
  expect(host.location.hash).toBe('#/inspect?run=r&score=0.7');
});

test('screens do not take over what belongs to another, and come back as they were left', () => {
  const location = new PageLocation(fakeHost('#/dataset?dataset=d&split=train&search=07'));
  location.go({ screen: 'inspect', run: 'r', image: 'x.jpg', split: 'test' });
  expect(location.route).toEqual({
    screen: 'inspect',
    dataset: 'd',
    run: 'r',
    image: 'x.jpg',
    split: 'test',
  });
  location.go({ screen: 'dataset' });
  expect(location.route).toEqual({ screen: 'dataset', dataset: 'd', run: 'r', split: 'train', search: '07' });
  location.go({ screen: 'inspect' });
  expect(location.route.image).toBe('x.jpg');
  location.go({ screen: 'runs', run: 'other' });
  location.go({ screen: 'inspect' });
  expect(location.route).toEqual({ screen: 'inspect', dataset: 'd', run: 'other' });
});

test('how two runs are compared survives the way through its text, and the usual way needs none', () => {
  for (const swapped of [true, false])
    for (const sameSettings of [true, false]) {
      const options = { swapped, sameSettings };
      expect(parseComparison(formatComparison(options))).toEqual(options);
    }
  expect(formatComparison({ swapped: false, sameSettings: false })).toBeUndefined();
  expect(parseComparison('sideways')).toEqual({ swapped: false, sameSettings: false });
});
