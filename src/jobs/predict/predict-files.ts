// A run's detector on any image files: detections after suppression.
import type { OperatingSettings } from '../../contract/evaluation.ts';
import type { BackendName } from '../../contract/recipe.ts';
import { createCandidateBuilder } from '../../core/decode/decode-head.ts';
import { createLetterbox } from '../../core/letterbox/letterbox.ts';
import type { Detection } from '../../core/matching/detection.ts';
import { scoreTable } from '../../core/nms/scored-table.ts';
import { suppressSplit } from '../../core/nms/suppress-split.ts';
import { Predictor } from '../../engine/predict.ts';
import { decodeImage } from '../../storage/images/decode.ts';
import { prepareInput } from '../../storage/images/prepare-input.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { startEngine } from '../engine/start-engine.ts';
import { loadDetector } from '../evaluate/evaluate-run.ts';

/** Detections in one file. Boxes in image px. */
export interface FilePrediction {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly detections: readonly (Detection & { readonly className: string })[];
  /** Cells and anchors that were left out because they are no numbers. */
  readonly notANumber: number;
  /** Time of the forward pass, ms. */
  readonly milliseconds: number;
}

export interface PredictFilesOptions {
  readonly settings: Omit<OperatingSettings, 'matchIouThreshold'>;
  readonly backend: BackendName | 'auto';
}

/** Predicts file by file. @throws UserError for a file that is no image */
export async function* predictFiles(
  folder: RunFolder,
  files: readonly string[],
  { settings, backend }: PredictFilesOptions,
): AsyncGenerator<FilePrediction, void> {
  const detector = await loadDetector(folder);
  await startEngine(backend);
  const { scoreFloor } = (await folder.readRecipe()).evaluation;
  const predictor = new Predictor(detector);
  try {
    for (const file of files) {
      const { width, height } = await decodeImage(file);
      const letterbox = createLetterbox({ width, height }, detector.network.input);
      const pixels = await prepareInput(file, letterbox);
      const start = performance.now();
      const [outputs] = await predictor.predict([pixels]);
      const milliseconds = performance.now() - start;
      const builder = createCandidateBuilder(scoreFloor);
      builder.beginImage(file);
      predictor.heads.forEach((head, branch) => {
        builder.addHead(outputs![branch]!, head, branch, letterbox);
      });
      const kept = suppressSplit(scoreTable(builder.build(), settings), settings);
      const detections = Array.from({ length: kept.length }, (_, i) => ({
        box: { x1: kept.x1[i]!, y1: kept.y1[i]!, x2: kept.x2[i]!, y2: kept.y2[i]! },
        classIndex: kept.classIndex[i]!,
        className: detector.classes[kept.classIndex[i]!]!,
        score: kept.score[i]!,
      }));
      const notANumber = builder.notANumber.get(file) ?? 0;
      yield { file, width, height, detections, notANumber, milliseconds };
    }
  } finally {
    predictor.dispose();
  }
}
