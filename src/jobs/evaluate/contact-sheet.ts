// The contact sheet of a run's worst false positives on a split.
import { join } from 'node:path';
import type { OperatingSettings } from '../../contract/evaluation.ts';
import { classifyErrors } from '../../core/errors/classify.ts';
import type { Detection } from '../../core/matching/detection.ts';
import { judgeImage } from '../../core/matching/match.ts';
import { prepareSplit, recountSplit } from '../../core/metrics/evaluate-split.ts';
import { MOST_TILES, type ContactSheetTile } from '../../storage/contact-sheet/contact-sheet.ts';
import { writeContactSheet } from '../../storage/contact-sheet/write-contact-sheet.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import type { StoredEvaluation } from '../../storage/runs/evaluation-folder.ts';

interface ScoredTile extends ContactSheetTile {
  readonly score: number;
}

/** Writes evaluations/<split>/false-positives.png, most confident first. @returns its absolute path */
export async function writeFalsePositiveSheet(folder: RunFolder, split: string): Promise<string> {
  const evaluation = await folder.readEvaluation(split);
  const { dataset, name } = await folder.readRecord();
  const settings = evaluation.summary.operatingPoint;
  const tiles = falsePositives(evaluation, settings, dataset.root);
  const file = join(folder.evaluationDirectory(split), 'false-positives.png');
  await writeContactSheet(file, {
    title: `${dataset.name}: the most confident false positives`,
    settings: { ...settings, runName: name, split },
    tiles: tiles.slice(0, MOST_TILES),
    totalFalsePositives: tiles.length,
  });
  return file;
}

/** Every false positive of the split at the settings, by descending score. */
function falsePositives(
  evaluation: StoredEvaluation,
  settings: OperatingSettings,
  root: string,
): ScoredTile[] {
  const { candidates, images, classes } = evaluation;
  const groundTruth = new Map(images.map((record) => [record.imageId, record.groundTruth]));
  const { detections } = recountSplit(prepareSplit(candidates, groundTruth, classes), settings);
  const perImage = images.map((): Detection[] => []);
  for (let i = 0; i < detections.length; i++)
    perImage[detections.image[i]!]!.push({
      box: { x1: detections.x1[i]!, y1: detections.y1[i]!, x2: detections.x2[i]!, y2: detections.y2[i]! },
      classIndex: detections.classIndex[i]!,
      score: detections.score[i]!,
    });
  return images
    .flatMap((record, image): ScoredTile[] => {
      const judged = judgeImage(record.groundTruth, perImage[image]!, settings);
      return classifyErrors(judged, settings).falsePositives.map((error) => {
        const { box, classIndex, score } = judged.detections[error.detection]!;
        return {
          imagePath: join(root, record.file),
          imageId: record.imageId,
          box,
          label: `${classes[classIndex]!} ${score.toFixed(2)}`,
          kind: error.kind,
          groundTruth: record.groundTruth.map((object) => object.box),
          score,
        };
      });
    })
    .sort((a, b) => b.score - a.score);
}
