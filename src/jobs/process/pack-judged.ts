// A judged table as text for the page.
import type { JudgedTable } from '../../core/analysis/judged-table.ts';
import type { JudgedBoxes } from '../../contract/evaluation-calls.ts';
import type { StoredEvaluation } from '../../storage/runs/evaluation-folder.ts';
import { packNumbers } from './pack-numbers.ts';

/** The table with the images and classes that it counts. */
export function packJudged(
  { images, classes }: Pick<StoredEvaluation, 'images' | 'classes'>,
  { length, ...columns }: JudgedTable,
): Omit<JudgedBoxes, 'datasetId'> {
  return {
    images: images.map(({ imageId, width, height, contentHash }) => ({
      imageId,
      width,
      height,
      ...(contentHash !== undefined && { contentHash }),
    })),
    classes,
    length,
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [name, packNumbers(column)]),
    ) as JudgedBoxes['columns'],
  };
}
