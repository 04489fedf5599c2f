// Suppression keeps the same boxes in the same order as torchvision (golden file).
import { describe, expect, it } from 'vitest';
import golden from './golden/suppression.json';
import { suppressOverlaps } from './suppress.ts';
import { buildTable } from './testing/build-table.ts';

describe('torchvision.ops', () => {
  it.each(golden.cases)('$name', ({ boxes, scores, classes, nmsIouThreshold, classAware, kept }) => {
    const table = buildTable(
      boxes.map((box, i) => ({
        box: box as [number, number, number, number],
        score: scores[i]!,
        classIndex: classes[i]!,
      })),
    );
    const settings = { scoreThreshold: 0, nmsIouThreshold, maxDetections: boxes.length, classAware };
    const result = suppressOverlaps(table, { start: 0, end: table.length }, settings);
    expect([...result.kept]).toEqual(kept);
  });
});
