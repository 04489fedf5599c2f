// Options for everything that decides what is counted: thresholds, suppression, score, mutes.
import { InvalidArgumentError, type Command } from 'commander';
import type { OperatingSettings } from '../contract/evaluation.ts';
import type { InspectedNetwork } from '../core/inspection/describe-candidate.ts';
import { NOTHING_MUTED, PLAIN_SCORE, type MutedCandidates } from '../core/nms/scores.ts';
import { UserError } from '../core/user-error.ts';
import { fraction, positiveInteger } from './option-parsers.ts';
import { addSuppressionOptions, chooseRule, type SuppressionOptions } from './suppression-options.ts';

export interface SettingsOptions extends SuppressionOptions {
  readonly scoreThreshold?: number;
  readonly nmsIouThreshold?: number;
  readonly matchIouThreshold?: number;
  readonly maxDetections?: number;
  readonly objectnessPower?: number;
  readonly classPower?: number;
  readonly sigmaPower?: number;
  readonly muteBranch?: readonly number[];
  readonly muteAnchor?: readonly AnchorName[];
  readonly muteClass?: readonly string[];
}

/** An anchor as a person names it: its branch by the stride, itself counted from 1. */
interface AnchorName {
  readonly stride: number;
  readonly number: number;
}

/** Adds the options. */
export function addSettingsOptions(command: Command): Command {
  command
    .option(
      '--score-threshold <x>',
      "score at which TP, FP and FN are counted; the run's unless given",
      fraction,
    )
    .option('--nms-iou-threshold <x>', 'IoU above which NMS suppresses', fraction)
    .option('--match-iou-threshold <x>', 'IoU from which a detection is right', fraction)
    .option('--max-detections <n>', 'most detections of an image', positiveInteger);
  return addSuppressionOptions(command)
    .option('--objectness-power <x>', 'exponent of objectness in the score; 0 leaves it out', power)
    .option('--class-power <x>', 'exponent of the class probability', power)
    .option('--sigma-power <x>', 'exponent of 1 - sigma', power)
    .option('--mute-branch <stride>', 'as if the branch gave nothing; may be repeated', collectNumbers)
    .option('--mute-anchor <stride:number>', 'the same for an anchor, counted from 1', collectAnchors)
    .option('--mute-class <name>', 'the same for a class, whose objects do not count either', collectNames);
}

const MOST_POWER = 10;

function power(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= MOST_POWER) return value;
  throw new InvalidArgumentError(`Expected a number from 0 to ${MOST_POWER}.`);
}

/** Collects whole numbers above 0 of an option that may be repeated. */
export const collectNumbers = (text: string, before: readonly number[] = []): number[] => [
  ...before,
  positiveInteger(text),
];
const collectNames = (text: string, before: readonly string[] = []): string[] => [...before, text];

function collectAnchors(text: string, before: readonly AnchorName[] = []): AnchorName[] {
  const [, stride, number] = /^(\d+):([1-9]\d*)$/.exec(text) ?? [];
  if (stride === undefined || number === undefined)
    throw new InvalidArgumentError('Expected a stride and the number of an anchor, as 16:2.');
  return [...before, { stride: Number(stride), number: Number(number) }];
}

/** What mutes are looked up in. */
export interface MutableParts {
  readonly branches: InspectedNetwork['branches'];
  readonly classes: readonly string[];
}

/** The settings that the options change `base` to. @throws UserError for parts that the run does not have */
export function chooseSettings(
  options: SettingsOptions,
  base: OperatingSettings,
  parts: MutableParts,
): OperatingSettings {
  const { scoreThreshold, nmsIouThreshold, matchIouThreshold, maxDetections } = base;
  const { objectnessPower, classPower, sigmaPower } = base.criterion ?? PLAIN_SCORE;
  return {
    scoreThreshold: options.scoreThreshold ?? scoreThreshold,
    nmsIouThreshold: options.nmsIouThreshold ?? nmsIouThreshold,
    matchIouThreshold: options.matchIouThreshold ?? matchIouThreshold,
    maxDetections: options.maxDetections ?? maxDetections,
    suppression: chooseRule(options, base.suppression),
    criterion: {
      objectnessPower: options.objectnessPower ?? objectnessPower,
      classPower: options.classPower ?? classPower,
      sigmaPower: options.sigmaPower ?? sigmaPower,
    },
    muted: chooseMuted(options, base.muted, parts),
  };
}

function chooseMuted(
  { muteBranch = [], muteAnchor = [], muteClass = [] }: SettingsOptions,
  base: MutedCandidates = NOTHING_MUTED,
  { branches, classes }: MutableParts,
): MutedCandidates {
  const branchOf = (stride: number) => branchIndex(stride, branches);
  return {
    branches: unique([...base.branches, ...muteBranch.map(branchOf)]),
    anchors: [
      ...base.anchors,
      ...muteAnchor.map(({ stride, number }): [number, number] => {
        const branch = branchOf(stride);
        const { length } = branches[branch]!.anchors;
        if (number <= length) return [branch, number - 1];
        throw unknownPart(`anchor ${stride}:${number}`, `anchors ${stride}:1 to ${stride}:${length}`);
      }),
    ],
    classes: unique([
      ...base.classes,
      ...muteClass.map((name) => {
        const classIndex = classes.indexOf(name);
        if (classIndex >= 0) return classIndex;
        throw unknownPart(`class "${name}"`, `the classes ${classes.join(', ')}`);
      }),
    ]),
  };
}

/** The index of a branch. @throws UserError for a stride that the run does not have */
export function branchIndex(stride: number, branches: MutableParts['branches']): number {
  const branch = branches.findIndex((each) => each.stride === stride);
  if (branch >= 0) return branch;
  const found = branches.map((each) => each.stride).join(', ');
  throw unknownPart(
    `branch of stride ${stride}`,
    found === '' ? 'no network' : `branches of stride ${found}`,
  );
}

const unique = (numbers: readonly number[]): number[] => [...new Set(numbers)].sort((a, b) => a - b);

function unknownPart(what: string, found: string): UserError {
  return new UserError({
    code: 'usage',
    message: `The run has no ${what}; it has ${found}.`,
    hint: 'boxwright inspect <run> shows branches, anchors and classes.',
  });
}
