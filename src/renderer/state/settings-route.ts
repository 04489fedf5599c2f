// Settings of an evaluation as the URL says them: `method=soft-linear&powers=1,1,0&mute=b0,a1.2,c3`.
import type { OperatingSettings } from '../../contract/evaluation.ts';
import { GREEDY, SUPPRESSION_METHODS, type SuppressionRule } from '../../core/nms/rule.ts';
import { PLAIN_SCORE, type MutedCandidates, type ScoreCriterion } from '../../core/nms/scores.ts';
import type { Route, RoutePatch } from './route.ts';

const THRESHOLDS = ['scoreThreshold', 'nmsIouThreshold', 'matchIouThreshold', 'maxDetections'] as const;

/** What the URL says at some settings; fields that it does not need are taken away. */
export function settingsToRoute(settings: OperatingSettings): RoutePatch {
  const { suppression, criterion, muted } = settings;
  return {
    ...Object.fromEntries(THRESHOLDS.map((name) => [name, settings[name]])),
    suppression: suppression && formatRule(suppression),
    powers: criterion && formatCriterion(criterion),
    mute: (muted && formatMuted(muted)) || undefined,
  };
}

/** A patch that takes all settings out of the URL. */
export const NO_SETTINGS: RoutePatch = Object.fromEntries(
  [...THRESHOLDS, 'suppression', 'powers', 'mute'].map((name) => [name, undefined]),
);

/** The settings that a route names; what cannot be understood is left out. */
export function routeSettings(route: Route): Partial<OperatingSettings> {
  const suppression = route.suppression === undefined ? null : parseRule(route.suppression);
  const criterion = route.powers === undefined ? null : parseCriterion(route.powers);
  const muted = route.mute === undefined ? null : parseMuted(route.mute);
  return {
    ...Object.fromEntries(
      THRESHOLDS.filter((name) => route[name] !== undefined).map((name) => [name, route[name]]),
    ),
    ...(suppression && { suppression }),
    ...(criterion && { criterion }),
    ...(muted && { muted }),
  };
}

/** Equal up to what a slider's text form loses. */
export function sameSettings(a: OperatingSettings | null, b: OperatingSettings | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    THRESHOLDS.every((name) => Math.abs(a[name] - b[name]) < 1e-6) &&
    formatRule(a.suppression ?? GREEDY) === formatRule(b.suppression ?? GREEDY) &&
    formatCriterion(a.criterion ?? PLAIN_SCORE) === formatCriterion(b.criterion ?? PLAIN_SCORE) &&
    (a.muted ? formatMuted(a.muted) : '') === (b.muted ? formatMuted(b.muted) : '')
  );
}

/** `diou,across,beta=0.6`: the method and what differs from the defaults. */
function formatRule(rule: SuppressionRule): string {
  const numbers = RULE_NUMBERS.filter(([, field]) => rule[field] !== GREEDY[field]);
  return [
    rule.method,
    ...(rule.acrossClasses ? ['across'] : []),
    ...(rule.fusedScore === 'mean' ? ['mean'] : []),
    ...numbers.map(([name, field]) => `${name}=${rule[field]}`),
  ].join(',');
}

const RULE_NUMBERS = [
  ['beta', 'diouBeta'],
  ['soft', 'softSigma'],
  ['vote', 'votingSigma'],
] as const;

function parseRule(text: string): SuppressionRule | null {
  const [name, ...options] = text.split(',');
  const method = SUPPRESSION_METHODS.find((known) => known === name);
  if (method === undefined) return null;
  const numbers = RULE_NUMBERS.flatMap(([option, field]) => {
    const value = Number(options.find((entry) => entry.startsWith(`${option}=`))?.slice(option.length + 1));
    return value > 0 ? [[field, value] as const] : [];
  });
  return {
    ...GREEDY,
    method,
    acrossClasses: options.includes('across'),
    fusedScore: options.includes('mean') ? 'mean' : 'max',
    ...Object.fromEntries(numbers),
  };
}

function formatCriterion({ objectnessPower, classPower, sigmaPower }: ScoreCriterion): string {
  return [objectnessPower, classPower, sigmaPower].join(',');
}

function parseCriterion(text: string): ScoreCriterion | null {
  const [objectnessPower, classPower, sigmaPower] = text.split(',').map(Number);
  const valid = (power: number | undefined): power is number =>
    power !== undefined && power >= 0 && power <= 10;
  if (!valid(objectnessPower) || !valid(classPower) || !valid(sigmaPower)) return null;
  return { objectnessPower, classPower, sigmaPower };
}

function formatMuted({ branches, anchors, classes }: MutedCandidates): string {
  return [
    ...branches.map((branch) => `b${branch}`),
    ...anchors.map(([branch, anchor]) => `a${branch}.${anchor}`),
    ...classes.map((index) => `c${index}`),
  ].join(',');
}

function parseMuted(text: string): MutedCandidates | null {
  const entries = text.split(',').filter((entry) => entry !== '');
  const numbers = (letter: string): number[] =>
    entries.flatMap((entry) => {
      const digits = entry.slice(1);
      return entry.startsWith(letter) && /^\d+$/.test(digits) ? [Number(digits)] : [];
    });
  const anchors = entries.flatMap((entry) => {
    const match = /^a(\d+)\.(\d+)$/.exec(entry);
    return match === null ? [] : [[Number(match[1]), Number(match[2])] as const];
  });
  const muted = { branches: numbers('b'), anchors, classes: numbers('c') };
  return muted.branches.length + anchors.length + muted.classes.length === 0 ? null : muted;
}
