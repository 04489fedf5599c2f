// Work on label files that may take a while: writing the overlay, making an export.
import type { MarkExport } from '../../contract/marks.ts';
import { describeMarks } from '../../core/marks/count-marks.ts';
import { UserError } from '../../core/user-error.ts';
import { exportMarks } from '../../storage/marks/export-marks.ts';
import { editLabels } from '../../storage/marks/label-edits.ts';
import { writeOverlay } from '../../storage/marks/write-overlay.ts';
import type { LabelCalls, LabelRequest } from './label-calls.ts';

/** @throws UserError when the dataset cannot be read, the overlay cannot be written, or nothing is to be exported */
export async function answerLabelCall(
  request: LabelRequest,
): Promise<LabelCalls[keyof LabelCalls]['output']> {
  if (request.call === 'export') return exportLabels(request.input);
  const { dataset, marks, folder, source } = request.input;
  const edited = await editLabels(dataset, marks);
  await writeOverlay(folder, dataset.root, edited, source);
  return edited.leftOut;
}

/** Marks as a change to the labels. @throws UserError where no mark changes any */
export async function exportLabels({ dataset, marks }: LabelCalls['export']['input']): Promise<MarkExport> {
  const exported = exportMarks(dataset, await editLabels(dataset, marks));
  if (exported.files > 0) return exported;
  const reasons = [...new Set(exported.leftOut.map(({ message }) => message))];
  throw new UserError({
    code: 'nothing-to-export',
    message:
      `No mark of ${dataset.name} changes a label file: there are ${describeMarks(marks)}. ${reasons.join(' ')}`.trim(),
    hint: 'Missing labels and ignore regions are exported; hard negatives change the next training, not the labels.',
  });
}
