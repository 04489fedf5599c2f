// A stored evaluation judged against the ground truth with a person's marks.
import type { ImageRecord } from '../../contract/dataset.ts';
import { marksByImage, objectsToAdd } from '../../core/marks/apply-marks.ts';
import type { Mark } from '../../core/marks/mark.ts';
import { MarkJournal, marksOfRun } from '../../storage/marks/mark-journal.ts';
import type { StoredEvaluation } from '../../storage/runs/evaluation-folder.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';

/** An evaluation whose images have the marks' objects, and the marks that made a difference to them. */
export interface MarkedEvaluation {
  readonly evaluation: StoredEvaluation;
  readonly used: readonly Mark[];
}

/** The marks of the run's dataset as they are now. `version` only ever grows. */
export async function readMarks(
  folder: RunFolder,
): Promise<{ readonly marks: readonly Mark[]; readonly version: number }> {
  const { dataset } = await folder.readRecord();
  const journal = new MarkJournal(marksOfRun(folder.directory, dataset.root));
  const { history, bytes } = await journal.read();
  return { marks: history.marks, version: bytes };
}

/** An evaluation with marks in its ground truth. */
export function markEvaluation(stored: StoredEvaluation, marks: readonly Mark[]): MarkedEvaluation {
  const byImage = marksByImage(marks);
  const used: Mark[] = [];
  const images = stored.images.map((record): ImageRecord => {
    const added = objectsToAdd(record.groundTruth, byImage.get(record.imageId) ?? [], stored.classes);
    used.push(...added.map(({ mark }) => mark));
    return { ...record, groundTruth: [...record.groundTruth, ...added.map(({ object }) => object)] };
  });
  return { evaluation: { ...stored, images }, used };
}

/** Reads an evaluation with the marks of the run's dataset. @throws UserError when the split was not evaluated */
export async function readMarkedEvaluation(folder: RunFolder, split: string): Promise<MarkedEvaluation> {
  const [stored, { marks }] = await Promise.all([folder.readEvaluation(split), readMarks(folder)]);
  return markEvaluation(stored, marks);
}
