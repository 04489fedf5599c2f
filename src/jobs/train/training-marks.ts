// What a person's marks change in a training: images that are drawn more often, and objects that nobody annotated.
import type { Dataset, ImageRecord } from '../../contract/dataset.ts';
import type { ResolvedRecipe } from '../../contract/recipe.ts';
import { applyMarks, marksByImage } from '../../core/marks/apply-marks.ts';
import { describeMarks, plural } from '../../core/marks/count-marks.ts';
import type { Mark } from '../../core/marks/mark.ts';
import { MarkJournal, marksOfRun } from '../../storage/marks/mark-journal.ts';
import { readRunMarks, writeRunMarks } from '../../storage/marks/run-marks.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { recordsOf } from '../recipe/resolve-recipe.ts';

type TrainingData = ResolvedRecipe['data'];

/**
 * The marks that a training takes into account: those of its training images that its recipe asks for. A new run takes them as
 * they are now and writes them to its marks.json; a run that goes on has those it began with, whatever was marked since. Where
 * there are none, nothing is written.
 * @throws UserError when the marks cannot be read
 */
export async function takeMarks(
  folder: RunFolder,
  dataset: Dataset,
  data: TrainingData,
  resume: boolean,
): Promise<readonly Mark[]> {
  if (resume) return readRunMarks(folder.directory);
  const { history } = await new MarkJournal(marksOfRun(folder.directory, dataset.root)).read();
  const trained = new Set(recordsOf(dataset, data.train).map(({ imageId }) => imageId));
  const marks = history.marks.filter(
    ({ imageId, kind }) =>
      trained.has(imageId) && (kind === 'hard-negative' ? data.hardNegativeRepeats > 1 : data.useMarks),
  );
  if (marks.length > 0) await writeRunMarks(folder.directory, marks);
  return marks;
}

/** The images of an epoch, in the dataset's order: those with a hard negative several times, labels with what was missing. */
export function trainingRecords(
  dataset: Dataset,
  { train, hardNegativeRepeats }: TrainingData,
  marks: readonly Mark[],
): ImageRecord[] {
  const byImage = marksByImage(marks);
  return recordsOf(dataset, train).flatMap((record) => {
    const ofImage = byImage.get(record.imageId);
    if (!ofImage) return [record];
    const marked = { ...record, groundTruth: applyMarks(record.groundTruth, ofImage, dataset.classes) };
    const isHard = ofImage.some(({ kind }) => kind === 'hard-negative');
    return Array.from({ length: isHard ? hardNegativeRepeats : 1 }, () => marked);
  });
}

/** For the training's log. */
export function describeTrainingMarks(
  marks: readonly Mark[],
  { hardNegativeRepeats }: TrainingData,
): string[] {
  const imagesOf = (list: readonly Mark[]) => new Set(list.map(({ imageId }) => imageId)).size;
  const hard = imagesOf(marks.filter(({ kind }) => kind === 'hard-negative'));
  const labels = marks.filter(({ kind }) => kind !== 'hard-negative');
  const messages: string[] = [];
  if (hard > 0)
    messages.push(
      `${plural(hard, 'image')} with hard negatives ${hard === 1 ? 'is' : 'are'} drawn ${hardNegativeRepeats} times an epoch`,
    );
  if (labels.length > 0)
    messages.push(
      `${describeMarks(labels)} of ${plural(imagesOf(labels), 'image')} ${labels.length === 1 ? 'is' : 'are'} taken into account`,
    );
  return messages;
}
