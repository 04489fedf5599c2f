// boxwright predict: a run's detections in image files.
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { BackendName } from '../../contract/recipe.ts';
import { runSettings } from '../../jobs/evaluate/operating-settings.ts';
import { predictFiles, type FilePrediction } from '../../jobs/predict/predict-files.ts';
import { findRun } from '../../storage/runs/find-runs.ts';
import { fraction, parseBackend } from '../option-parsers.ts';

interface PredictOptions {
  readonly backend?: BackendName;
  readonly runs: string;
  readonly scoreThreshold?: number;
  readonly nmsIouThreshold?: number;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  boxwright predict latest photo.jpg
  boxwright predict runs/cells/20260101-120000-ab12 images/*.png --score-threshold 0.5 --json
`;

/** Adds the command. */
export function addPredictCommand(program: Command): void {
  program
    .command('predict')
    .description("print a run's detections in image files")
    .argument('<run>', 'run: id, name, folder, or "latest"')
    .argument('<images...>', 'image files')
    .option('--backend <name>', 'tensorflow, wasm or cpu; the fastest there is unless given', parseBackend)
    .option('--runs <dir>', 'folder of the runs', 'runs')
    .option('--score-threshold <x>', "least score; the run's own unless given", fraction)
    .option('--nms-iou-threshold <x>', "IoU above which NMS suppresses; the run's own unless given", fraction)
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', EXAMPLES)
    .action(predictCommand);
}

async function predictCommand(
  run: string,
  images: readonly string[],
  options: PredictOptions,
): Promise<void> {
  const folder = await findRun(resolve(options.runs), run);
  const base = await runSettings(folder);
  const settings = {
    ...base,
    scoreThreshold: options.scoreThreshold ?? base.scoreThreshold,
    nmsIouThreshold: options.nmsIouThreshold ?? base.nmsIouThreshold,
  };
  const predictions: FilePrediction[] = [];
  for await (const prediction of predictFiles(folder, images, {
    settings,
    backend: options.backend ?? 'auto',
  })) {
    predictions.push(prediction);
    if (!options.json) process.stdout.write(`${describe(prediction)}\n`);
  }
  const { scoreThreshold, nmsIouThreshold, maxDetections } = settings;
  if (options.json)
    process.stdout.write(
      `${JSON.stringify({ run: folder.directory, scoreThreshold, nmsIouThreshold, maxDetections, images: predictions }, null, 2)}\n`,
    );
}

function describe({ file, width, height, detections, notANumber, milliseconds }: FilePrediction): string {
  const lines = detections.map(
    ({ className, score, box }) =>
      `  ${className.padEnd(16)} ${score.toFixed(3)}  ${[box.x1, box.y1, box.x2, box.y2].map((side) => side.toFixed(1).padStart(7)).join(' ')}`,
  );
  const count = detections.length === 1 ? '1 detection' : `${detections.length} detections`;
  const leftOut = notANumber === 0 ? '' : `  ${notANumber} candidates left out: not a number (NaN)`;
  return [`${file}  ${width}x${height}  ${count}  ${milliseconds.toFixed(0)} ms${leftOut}`, ...lines].join(
    '\n',
  );
}
