// Sorting a breakdown, and where its AP comes from.
import { expect, it } from 'vitest';
import type { BreakdownRow } from './breakdown.ts';
import { breakdownColumns, sortRows } from './breakdown-columns.ts';

const row = (name: string, fp: number, precision: number | null, anchor: number): BreakdownRow => ({
  key: { classIndex: null, branch: 0, anchor, size: null, band: null },
  name,
  tp: 1,
  fp,
  missed: null,
  precision,
  recall: null,
  images: null,
  falsePositivesPerImage: null,
  kinds: [0, 0, 0, 0, fp, 0],
});
const rows = [row('anchor 10', 3, 0.5, 0), row('anchor 2', 7, null, 1), row('anchor 1', 1, 0.2, 2)];
const parts = [
  { branch: 0, anchor: null, aloneAP50: 0.9, withoutAP50: 0 },
  { branch: 0, anchor: 1, aloneAP50: 0.4, withoutAP50: 0.8 },
  { branch: 0, anchor: 2, aloneAP50: -1, withoutAP50: 0.85 },
];
const columns = breakdownColumns('anchor', null, parts);
const names = (key: string, descending: boolean) =>
  sortRows(
    rows,
    columns.find((column) => column.key === key),
    descending,
  ).map(({ name }) => name);

it('sorts figures and names, and keeps what has no value last', () => {
  expect(names('fp', true)).toEqual(['anchor 2', 'anchor 10', 'anchor 1']);
  expect(names('precision', true)).toEqual(['anchor 10', 'anchor 1', 'anchor 2']);
  expect(names('precision', false)).toEqual(['anchor 1', 'anchor 10', 'anchor 2']);
  expect(names('name', false)).toEqual(['anchor 1', 'anchor 2', 'anchor 10']);
  expect(names('nothing', false)).toEqual(['anchor 10', 'anchor 2', 'anchor 1']);
});

it('shows what each part contributes once it was measured, and no objects of an anchor', () => {
  const alone = columns.find(({ key }) => key === 'AP50_alone');
  expect(rows.map((one) => alone?.value?.(one))).toEqual([null, 0.4, null]);
  expect(columns.map(({ key }) => key)).not.toContain('missed');
  expect(breakdownColumns('anchor', null, null).map(({ key }) => key)).not.toContain('AP50_alone');
});
