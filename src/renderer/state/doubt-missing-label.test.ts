// Tests of the doubt about a missing label: only where an annotated object lies under the box.
import { expect, test } from 'vitest';
import { doubtMissingLabel } from './doubt-missing-label.ts';

const scene = {
  image: { classes: ['RBC'] },
  outcomes: { groundTruth: [{ classIndex: 0 }] },
} as unknown as Parameters<typeof doubtMissingLabel>[1];
const of = (kind: 'localization' | 'background' | 'both', groundTruth: number | null) =>
  doubtMissingLabel({ error: { kind, groundTruth, iou: 0.42, detection: 0, takenBy: null } }, scene);

test('a badly placed box lies on an object that has its label', () => {
  expect(of('localization', 0)).toContain('an annotated RBC at IoU 0.42');
});

test('nothing speaks against a label where nothing is annotated', () => {
  expect(of('background', 0)).toBeNull();
  expect(of('both', 0), 'a cell beside another one').toBeNull();
  expect(of('background', null)).toBeNull();
  expect(doubtMissingLabel({ error: null }, scene)).toBeNull();
});
