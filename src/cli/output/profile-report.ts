// Where a training's steps spent their time, as text: a row an operation and a row a layer.
import type { StepProfile } from '../../contract/job-events.ts';
import { formatTable } from './table.ts';

/** Operations that are shown; the others are summed up. */
const SHOWN_OPERATIONS = 15;

/** The report. @param batchSize images a step, for the rate of each layer. */
export function profileReport(profile: StepProfile, batchSize: number): string {
  return [
    `a step of ${batchSize}: ${milliseconds(profile.seconds, profile)} ms, mean of ${profile.steps}`,
    operationTable(profile),
    '',
    layerTable(profile, batchSize),
  ].join('\n');
}

const milliseconds = (seconds: number, { steps }: StepProfile) =>
  ((1000 * seconds) / Math.max(1, steps)).toFixed(2);

function operationTable(profile: StepProfile): string {
  const { operations, seconds, steps } = profile;
  const row = (name: string, calls: string, spent: number) => [
    name,
    calls,
    milliseconds(spent, profile),
    `${((100 * spent) / Math.max(1e-9, seconds)).toFixed(1)} %`,
  ];
  const perStep = (calls: number) => (calls / Math.max(1, steps)).toFixed(0);
  const sum = <T>(items: readonly T[], value: (item: T) => number) =>
    items.reduce((total, item) => total + value(item), 0);
  const rest = operations.slice(SHOWN_OPERATIONS);
  const inside = sum(operations, (operation) => operation.seconds);
  return formatTable([
    ['operation', 'calls a step', 'ms a step', 'share'],
    ...operations
      .slice(0, SHOWN_OPERATIONS)
      .map(({ name, calls, seconds: spent }) => row(name, perStep(calls), spent)),
    row(
      `${rest.length} others`,
      perStep(sum(rest, (operation) => operation.calls)),
      sum(rest, (operation) => operation.seconds),
    ),
    row('between operations', '', seconds - inside),
  ]);
}

function layerTable(profile: StepProfile, batchSize: number): string {
  const rows = profile.layers.map(({ layer, label, flops, forward, backward }) => {
    // Backward computes two products of the forward pass's size, the first layer one.
    const work = flops * batchSize * profile.steps * (layer === 0 ? 2 : 3);
    return [
      `${layer}  ${label}`,
      milliseconds(forward, profile),
      milliseconds(backward, profile),
      (work / Math.max(1e-9, forward + backward) / 1e9).toFixed(0),
    ];
  });
  return formatTable([['layer', 'forward ms', 'backward ms', 'GFLOP/s'], ...rows]);
}
