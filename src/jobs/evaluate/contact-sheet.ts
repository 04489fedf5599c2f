// The contact sheet of a run's worst false positives on a split.
import { join } from 'node:path';
import type { OperatingSettings } from '../../contract/evaluation.ts';
import { boxOfRow, judgeTable } from '../../core/analysis/judged-table.ts';
import { worstFalsePositives } from '../../core/analysis/worst-rows.ts';
import { ERROR_KINDS } from '../../core/errors/error-kind.ts';
import { prepareSplit } from '../../core/metrics/evaluate-split.ts';
import { MOST_TILES, type ContactSheetTile } from '../../storage/contact-sheet/contact-sheet.ts';
import { writeContactSheet } from '../../storage/contact-sheet/write-contact-sheet.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import type { StoredEvaluation } from '../../storage/runs/evaluation-folder.ts';

/**
 * Writes evaluations/<split>/false-positives.png, most confident first.
 * @param marked the evaluation with a person's marks; as it is stored where it is left out
 * @returns its absolute path
 */
export async function writeFalsePositiveSheet(
  folder: RunFolder,
  split: string,
  marked?: StoredEvaluation,
): Promise<string> {
  const evaluation = marked ?? (await folder.readEvaluation(split));
  const { dataset, name } = await folder.readRecord();
  const settings = evaluation.summary.operatingPoint;
  const tiles = falsePositives(evaluation, settings, dataset.root);
  const file = join(folder.evaluationDirectory(split), 'false-positives.png');
  await writeContactSheet(file, {
    title: `${dataset.name}: the most confident false positives${marked ? ', with marks' : ''}`,
    settings: { ...settings, runName: name, split },
    tiles: tiles.slice(0, MOST_TILES),
    totalFalsePositives: tiles.length,
  });
  return file;
}

/** Every false positive of the split at the settings, by descending score. */
function falsePositives(
  { candidates, images, classes }: StoredEvaluation,
  settings: OperatingSettings,
  root: string,
): ContactSheetTile[] {
  const groundTruth = new Map(images.map((record) => [record.imageId, record.groundTruth]));
  const judged = judgeTable(prepareSplit(candidates, groundTruth, classes), settings);
  return worstFalsePositives(judged).map((row): ContactSheetTile => {
    const record = images[judged.image[row]!]!;
    return {
      imagePath: join(root, record.file),
      imageId: record.imageId,
      box: boxOfRow(judged, row),
      label: `${classes[judged.classIndex[row]!]!} ${judged.score[row]!.toFixed(2)}`,
      kind: ERROR_KINDS[judged.kind[row]!] as ContactSheetTile['kind'],
      groundTruth: record.groundTruth.map((object) => object.box),
    };
  });
}
