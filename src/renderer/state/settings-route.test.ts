// Settings survive the way through the URL, and what is no setting is left out.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { OperatingSettings } from '../../contract/evaluation.ts';
import { GREEDY, SUPPRESSION_METHODS } from '../../core/nms/rule.ts';
import { changeRoute, formatRoute, parseRoute } from './route.ts';
import { NO_SETTINGS, routeSettings, sameSettings, settingsToRoute } from './settings-route.ts';

const share = fc.integer({ min: 0, max: 100 }).map((n) => n / 100);
const positive = fc.integer({ min: 1, max: 40 }).map((n) => n / 20);
const indices = fc.uniqueArray(fc.nat(8), { maxLength: 3 });
const anySettings: fc.Arbitrary<OperatingSettings> = fc.record(
  {
    scoreThreshold: share,
    nmsIouThreshold: share,
    matchIouThreshold: share,
    maxDetections: fc.integer({ min: 1, max: 300 }),
    suppression: fc.record({
      method: fc.constantFrom(...SUPPRESSION_METHODS),
      acrossClasses: fc.boolean(),
      diouBeta: positive,
      softSigma: positive,
      votingSigma: positive,
      fusedScore: fc.constantFrom('max' as const, 'mean' as const),
    }),
    criterion: fc.record({ objectnessPower: positive, classPower: share, sigmaPower: share }),
    muted: fc
      .record({
        branches: indices,
        anchors: fc.array(fc.tuple(fc.nat(3), fc.nat(8)), { maxLength: 3 }),
        classes: indices,
      })
      .filter(({ branches, anchors, classes }) => branches.length + anchors.length + classes.length > 0),
  },
  { requiredKeys: ['scoreThreshold', 'nmsIouThreshold', 'matchIouThreshold', 'maxDetections'] },
);

it('survive the way there and back', () => {
  fc.assert(
    fc.property(anySettings, (settings) => {
      const route = changeRoute({ screen: 'inspect' }, settingsToRoute(settings));
      const back = routeSettings(parseRoute(formatRoute(route)));
      expect(back).toEqual(settings);
      expect(sameSettings({ ...settings, ...back }, settings)).toBe(true);
      expect(changeRoute(route, NO_SETTINGS)).toEqual({ screen: 'inspect' });
    }),
  );
});

it('are equal to those that say their defaults', () => {
  const plain = { scoreThreshold: 0.4, nmsIouThreshold: 0.5, matchIouThreshold: 0.5, maxDetections: 300 };
  expect(sameSettings(plain, { ...plain, suppression: GREEDY })).toBe(true);
  expect(sameSettings(plain, { ...plain, suppression: { ...GREEDY, acrossClasses: true } })).toBe(false);
  expect(sameSettings(plain, { ...plain, muted: { branches: [], anchors: [], classes: [] } })).toBe(true);
});

it('leave out what cannot be understood', () => {
  const route = parseRoute('#/inspect?method=hard&powers=1,x,0&mute=z1,b&score=0.25');
  expect(routeSettings(route)).toEqual({ scoreThreshold: 0.25 });
});
