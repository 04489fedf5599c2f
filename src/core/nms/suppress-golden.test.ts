// Suppression gives what torchvision and ensemble-boxes give (golden files).
import { describe, expect, it } from 'vitest';
import fusion from './golden/fusion.json';
import soft from './golden/soft.json';
import golden from './golden/suppression.json';
import { GREEDY, type SuppressionMethod } from './rule.ts';
import { suppressOverlaps } from './suppress.ts';
import { buildTable } from './testing/build-table.ts';

interface Case {
  readonly boxes: readonly (readonly number[])[];
  readonly scores: readonly number[];
  readonly classes: readonly number[];
}

function suppressCase(
  { boxes, scores, classes }: Case,
  settings: Partial<Parameters<typeof suppressOverlaps>[2]>,
) {
  const table = buildTable(
    boxes.map((box, i) => ({
      box: box as unknown as [number, number, number, number],
      score: scores[i]!,
      classIndex: classes[i]!,
    })),
  );
  const chosen = { scoreThreshold: 0, nmsIouThreshold: 0.5, maxDetections: boxes.length, ...settings };
  return { table, ...suppressOverlaps(table, { start: 0, end: table.length }, chosen) };
}

describe('torchvision.ops', () => {
  it.each(golden.cases)('$name', ({ nmsIouThreshold, classAware, kept, ...boxes }) => {
    const suppression = { ...GREEDY, acrossClasses: !classAware };
    const { survivors } = suppressCase(boxes, { nmsIouThreshold, suppression });
    expect(survivors.map(({ row }) => row)).toEqual(kept);
  });
});

describe('ensemble_boxes: soft suppression', () => {
  it.each(soft.cases)('$name', ({ nmsIouThreshold, method, softSigma, lowered, ...boxes }) => {
    const suppression = { ...GREEDY, method: method as SuppressionMethod, softSigma };
    const result = suppressCase(boxes, { nmsIouThreshold, suppression });
    lowered.forEach((score, row) => expect(result.score[row]).toBeCloseTo(score, 5));
    // Where a threshold cuts, what reaches it survives.
    const cut = suppressCase(boxes, { nmsIouThreshold, suppression, scoreThreshold: 0.05 });
    const expected = lowered.flatMap((score, row) => (score >= 0.05 ? [row] : []));
    expect(cut.survivors.map(({ row }) => row).sort((a, b) => a - b)).toEqual(expected);
  });
});

describe('ensemble_boxes: weighted boxes fusion', () => {
  it.each(fusion.cases)('$name', ({ fusedBoxes, fusedScores, fusedClasses, fusedScore, ...rest }) => {
    const { nmsIouThreshold, scoreThreshold, ...boxes } = rest;
    const suppression = { ...GREEDY, method: 'fusion', fusedScore: fusedScore as 'max' | 'mean' } as const;
    const { survivors, table } = suppressCase(boxes, { nmsIouThreshold, scoreThreshold, suppression });
    expect(survivors).toHaveLength(fusedBoxes.length);
    survivors.forEach(({ row, score, box }, i) => {
      expect(score).toBeCloseTo(fusedScores[i]!, 5);
      expect(table.classIndex[row]).toBe(fusedClasses[i]);
      [box.x1, box.y1, box.x2, box.y2].forEach((side, k) => expect(side).toBeCloseTo(fusedBoxes[i]![k]!, 5));
    });
  });
});
