// A stored evaluation judged against the ground truth with a person's marks.
import { dirname } from 'node:path';
import type { ImageRecord } from '../../contract/dataset.ts';
import { marksByImage, objectsToAdd } from '../../core/marks/apply-marks.ts';
import type { Mark } from '../../core/marks/mark.ts';
import { MarkJournal, marksFolder } from '../../storage/marks/mark-journal.ts';
import type { StoredEvaluation } from '../../storage/runs/evaluation-folder.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';

/** An evaluation whose images have the marks' objects, and the marks that made a difference to them. */
export interface MarkedEvaluation {
  readonly evaluation: StoredEvaluation;
  readonly used: readonly Mark[];
}

/** Reads an evaluation with the marks of the run's dataset as they are now. @throws UserError when the split was not evaluated */
export async function readMarkedEvaluation(folder: RunFolder, split: string): Promise<MarkedEvaluation> {
  const [stored, { dataset }] = await Promise.all([folder.readEvaluation(split), folder.readRecord()]);
  const { history } = await new MarkJournal(marksFolder(dirname(folder.directory), dataset.root)).read();
  const byImage = marksByImage(history.marks);
  const used: Mark[] = [];
  const images = stored.images.map((record): ImageRecord => {
    const added = objectsToAdd(record.groundTruth, byImage.get(record.imageId) ?? [], stored.classes);
    used.push(...added.map(({ mark }) => mark));
    return { ...record, groundTruth: [...record.groundTruth, ...added.map(({ object }) => object)] };
  });
  return { evaluation: { ...stored, images }, used };
}
