// metrics.csv: a row an epoch, for spreadsheets and plots.
import { readFile } from 'node:fs/promises';
import type { JobEventPayload } from '../../contract/job-events.ts';
import { writeAtomically } from './write-atomically.ts';

export type MetricEvent = Extract<JobEventPayload, { type: 'metric' }>;

/** Adds an epoch's row. Rows of the same or a later epoch, left by a run that was resumed further back, are dropped. */
export async function appendMetricsRow(path: string, metric: MetricEvent): Promise<void> {
  const cells = metricCells(metric);
  const [header = Object.keys(cells).join(','), ...rows] = await readLines(path);
  const kept = rows.filter((row) => Number(row.split(',', 1)[0]) < metric.epoch);
  const row = header.split(',').map((column) => cells[column] ?? '');
  await writeAtomically(path, `${[header, ...kept, row.join(',')].join('\n')}\n`);
}

function metricCells(metric: MetricEvent): Record<string, string> {
  const { losses, validation } = metric;
  const values: Record<string, number | undefined> = {
    epoch: metric.epoch,
    step: metric.step,
    seconds: metric.seconds,
    learning_rate: metric.learningRate,
    images_per_second: metric.imagesPerSecond,
    wait_share: metric.waitShare,
    loss: losses.total,
    loss_box: losses.box,
    loss_objectness: losses.objectness,
    loss_class: losses.class,
    loss_sigma: losses.sigma,
    AP: validation?.AP,
    AP50: validation?.AP50,
    precision: validation?.precision,
    recall: validation?.recall,
    false_positives_per_image: validation?.falsePositivesPerImage,
  };
  for (const branch of metric.branches) {
    values[`stride${branch.stride}_box`] = branch.box;
    values[`stride${branch.stride}_objectness`] = branch.objectness;
    values[`stride${branch.stride}_class`] = branch.class;
    values[`stride${branch.stride}_positives`] = branch.positives;
  }
  return Object.fromEntries(
    Object.entries(values).map(([column, value]) => [column, value === undefined ? '' : formatNumber(value)]),
  );
}

/** Six significant digits at most: enough for a plot, short enough to read. */
const formatNumber = (value: number): string => String(Number(value.toPrecision(6)));

async function readLines(path: string): Promise<string[]> {
  try {
    return (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
