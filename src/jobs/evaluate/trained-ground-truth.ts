// What a run's training was told of an image.
import type { ImageRecord } from '../../contract/dataset.ts';
import { applyMarks } from '../../core/marks/apply-marks.ts';
import type { GroundTruth } from '../../core/matching/detection.ts';
import { readRunMarks } from '../../storage/marks/run-marks.ts';

/**
 * The ground truth of an image as the run's training had it: its labels, and the marks that it took into account, whatever was
 * marked since. Image px; the labels come first, in their order.
 * @throws UserError when the run's list of marks is damaged
 */
export async function trainedGroundTruth(
  runDirectory: string,
  { imageId, groundTruth }: Pick<ImageRecord, 'imageId' | 'groundTruth'>,
  classes: readonly string[],
): Promise<GroundTruth[]> {
  const marks = await readRunMarks(runDirectory);
  return applyMarks(
    groundTruth,
    marks.filter((mark) => mark.imageId === imageId),
    classes,
  );
}
