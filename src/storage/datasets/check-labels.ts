// Decides what an image without a label file is: background, or part of a split that was never labelled.
import type { DatasetProblem } from '../../contract/dataset.ts';
import { UserError } from '../../core/user-error.ts';
import { groupBy } from './group-by.ts';
import type { RawImage } from './raw-dataset.ts';

/** Above this share of images without a label file, labels are lost more likely than the images empty. */
const MOSTLY = 0.5;

/**
 * Images without labels are background where their split has any label, and are listed. A split without a single label
 * is left out: its objects would count as false positives.
 * @throws {UserError} when no image at all has a label
 */
export function checkLabels(images: readonly RawImage[]): { images: RawImage[]; problems: DatasetProblem[] } {
  const groups = groupBy(images, ({ split }) => split);
  const problems: DatasetProblem[] = [];
  const kept: RawImage[][] = [];
  const listed = new Set<string>();
  for (const [split, group] of groups) {
    const name = split === undefined ? 'the dataset' : `split ${split}`;
    const missing = group.filter(({ labelFile }) => labelFile === undefined);
    if (missing.length === group.length) {
      const message = `None of the ${group.length} images of ${name} has a label; left out.`;
      problems.push({ code: 'label-mostly-missing', severity: 'error', message, file: '.' });
      continue;
    }
    kept.push(group);
    for (const { image } of missing) {
      if (listed.has(image.id)) continue; // in several splits
      listed.add(image.id);
      const message = 'No label file; used as background.';
      problems.push({
        code: 'label-missing',
        severity: 'note',
        message,
        file: image.file,
        imageId: image.id,
      });
    }
    if (missing.length / group.length <= MOSTLY) continue;
    const message = `${missing.length} of ${group.length} images of ${name} have no label file and are used as background. Were labels lost?`;
    problems.push({ code: 'label-mostly-missing', severity: 'warning', message, file: '.' });
  }
  if (kept.length === 0) {
    throw new UserError({
      code: 'annotations-missing',
      message: `None of the ${new Set(images.map(({ image }) => image.id)).size} images has a label file.`,
      hint: 'Labels lie beside the images, in a parallel labels folder, in Annotations, or in a COCO JSON file.',
    });
  }
  return { images: kept.flat(), problems };
}
