// boxwright inspect: where the errors of an evaluated run come from, as a whole or box by box of one image.
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ImageRecord } from '../../contract/dataset.ts';
import { bandImages } from '../../core/analysis/brightness.ts';
import { cutBranches } from '../../core/analysis/cut-branches.ts';
import { judgeTable, type JudgedTable } from '../../core/analysis/judged-table.ts';
import { imageCandidates } from '../../core/decode/image-candidates.ts';
import type { InspectedNetwork } from '../../core/inspection/describe-candidate.ts';
import { inspectImage, type ImageInspection } from '../../core/inspection/inspect-image.ts';
import { recordKinds } from '../../core/errors/error-kind.ts';
import { inspectSplit } from '../../core/inspection/inspect-split.ts';
import { prepareSplit, recountSplit, type PreparedSplit } from '../../core/metrics/evaluate-split.ts';
import { describeLeftOut, leftOutOf } from '../../core/metrics/left-out.ts';
import { imageRanges } from '../../core/nms/image-ranges.ts';
import { candidateScores } from '../../core/nms/scores.ts';
import { plural } from '../../core/marks/count-marks.ts';
import { UserError } from '../../core/user-error.ts';
import type { OperatingSettings } from '../../contract/evaluation.ts';
import type { RunRecord } from '../../contract/run.ts';
import { evaluatedSplit } from '../../jobs/evaluate/evaluated-split.ts';
import { readMarkedEvaluation } from '../../jobs/evaluate/marked-evaluation.ts';
import { networkOfRun } from '../../jobs/evaluate/network-of-run.ts';
import { trainedGroundTruth } from '../../jobs/evaluate/trained-ground-truth.ts';
import { runSettings } from '../../jobs/evaluate/operating-settings.ts';
import { SplitBrightness } from '../../jobs/evaluate/split-brightness.ts';
import { findChanged, lookAtPicture } from '../../storage/images/look-at-picture.ts';
import type { StoredEvaluation } from '../../storage/runs/evaluation-folder.ts';
import { findRun } from '../../storage/runs/find-runs.ts';
import { breakdownRows } from '../../plots/breakdown.ts';
import { cutDocument, cutReport } from '../output/cut-report.ts';
import { findImage } from '../find-image.ts';
import { imageReport } from '../output/image-report.ts';
import { describeSettings, type NamedParts } from '../../core/metrics/describe-settings.ts';
import { splitReport, type SplitDocument } from '../output/split-report.ts';
import {
  addSettingsOptions,
  branchIndex,
  chooseSettings,
  collectNumbers,
  type SettingsOptions,
} from '../settings-options.ts';

interface InspectOptions extends SettingsOptions {
  readonly runs: string;
  readonly split?: string;
  readonly image?: string;
  readonly cutBranch?: readonly number[];
  readonly withMarks?: boolean;
  readonly brightness: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Rows number the candidates of an image, #0 and on its ground truth. With --json every candidate is listed, also those below
the score threshold; indices count from 0.

Examples:
  boxwright inspect latest
  boxwright inspect latest --image images/test/17.jpg
  boxwright inspect latest --image 17 --method soft --score-threshold 0.3 --json
  boxwright inspect latest --mute-branch 32 --mute-anchor 16:2
  boxwright inspect latest --cut-branch 8
`;

/** Adds the command. */
export function addInspectCommand(program: Command): void {
  const command = program
    .command('inspect')
    .description('say where the false positives and misses of an evaluated run come from')
    .argument('<run>', 'run: id, name, folder, or "latest"')
    .option('--runs <dir>', 'folder of the runs', 'runs')
    .option('--split <name>', 'split that was evaluated; test, else the first one')
    .option(
      '--image <id>',
      'one image: its path in the dataset, the end of it or of its name, or its number',
    );
  addSettingsOptions(command)
    .option(
      '--cut-branch <stride>',
      'which objects are lost without the branch, nothing trained again; may be repeated',
      collectNumbers,
    )
    .option('--with-marks', 'judge by the labels with the missing labels and ignore regions that were marked')
    .option(
      '--no-brightness',
      'do not read the pictures: no counts by their brightness, no word of changed ones',
    )
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', EXAMPLES)
    .action(inspectCommand);
}

/** An evaluated split with what it is looked at by. */
interface Inspected {
  readonly directory: string;
  readonly record: RunRecord;
  readonly split: string;
  readonly evaluation: StoredEvaluation;
  readonly network: InspectedNetwork | null;
  readonly settings: OperatingSettings;
}

async function inspectCommand(run: string, options: InspectOptions): Promise<void> {
  const folder = await findRun(resolve(options.runs), run);
  const record = await folder.readRecord();
  const split = evaluatedSplit(record, options.split);
  const evaluation = options.withMarks
    ? (await readMarkedEvaluation(folder, split)).evaluation
    : await folder.readEvaluation(split);
  const network = await networkOfRun(folder, evaluation.classes);
  const settings = chooseSettings(options, await runSettings(folder), {
    branches: network?.branches ?? [],
    classes: evaluation.classes,
  });
  const inspected = { directory: folder.directory, record, split, evaluation, network, settings };
  if (options.cutBranch && options.image !== undefined)
    throw new UserError({
      code: 'usage',
      message: '--cut-branch speaks of a whole split, --image of one image.',
      hint: 'For an image leave the branch out by --mute-branch.',
    });
  const [document, text] = options.cutBranch
    ? describeCut(inspected, options.cutBranch)
    : options.image === undefined
      ? await describeSplit(inspected, options.brightness)
      : await describeImage(inspected, options.image);
  process.stdout.write(options.json ? `${JSON.stringify(document, null, 2)}\n` : `${text}\n`);
}

/** What is printed with --json, and without. */
type Outcome = readonly [document: object, text: string];

/** What the settings are described by. */
function namedParts({ network, evaluation }: Inspected): NamedParts {
  const { classes, candidates } = evaluation;
  return { branches: network?.branches ?? [], classes, hasSigma: candidates.sideSigma !== null };
}

function prepare({ candidates, images, classes }: StoredEvaluation): PreparedSplit {
  const groundTruth = new Map(images.map((image) => [image.imageId, image.groundTruth]));
  return prepareSplit(candidates, groundTruth, classes);
}

function describeCut(inspected: Inspected, wanted: readonly number[]): Outcome {
  const { directory, record, split, evaluation, network, settings } = inspected;
  const branches = network?.branches ?? [];
  const strides = [...new Set(wanted)].sort((a, b) => b - a);
  const cut = strides.map((stride) => branchIndex(stride, branches));
  if (cut.length === branches.length)
    throw new UserError({
      code: 'usage',
      message: `--cut-branch ${strides.join(', ')}: no branch would be left.`,
      hint: 'Leave at least one.',
    });
  const prepared = prepare(evaluation);
  const { classes } = evaluation;
  const about = { name: record.name, split, settings, strides };
  const found = cutBranches(prepared, settings, cut);
  const document = cutDocument(found, about, prepared.table.imageIds, classes);
  return [{ run: directory, ...document }, cutReport(document, namedParts(inspected))];
}

async function describeSplit(inspected: Inspected, withBrightness: boolean): Promise<Outcome> {
  const { directory, record, split, evaluation, network, settings } = inspected;
  const { images, classes, summary } = evaluation;
  const prepared = prepare(evaluation);
  const { operatingPoint } = recountSplit(prepared, settings);
  const judged = judgeTable(prepared, settings);
  const found = inspectSplit(judged, classes.length, images.length);
  const branches = network?.branches ?? [];
  const document: SplitDocument = {
    name: record.name,
    split,
    operatingPoint,
    kinds: found.kinds,
    classes: found.classes.map((counts, c) => ({ name: classes[c]!, ...counts })),
    branches: found.branches.flatMap(({ branch, ...counts }) => {
      const own = branches[branch];
      return own === undefined ? [] : [{ stride: own.stride, ...counts }];
    }),
    anchors: found.anchors.flatMap(({ branch, anchor, ...counts }) => {
      const own = branches[branch];
      const size = own?.anchors[anchor];
      return own === undefined || size === undefined
        ? []
        : [{ stride: own.stride, number: anchor + 1, size, ...counts }];
    }),
    brightness: withBrightness ? await countByBrightness(judged, record.dataset.root, images) : [],
    changedImages: withBrightness
      ? (await findChanged(record.dataset.root, images)).map(({ imageId }) => imageId)
      : [],
    images: found.images.map(({ image, ...counts }) => ({ imageId: images[image]!.imageId, ...counts })),
  };
  const warnings = [...describeLeftOut(summary), ...describeChanged(document.changedImages, images.length)];
  return [
    { run: directory, ...document, ...leftOutOf(summary) },
    [splitReport(document, namedParts(inspected)), ...warnings.map((text) => `warning: ${text}`)].join(
      '\n\n',
    ),
  ];
}

function describeChanged(changed: readonly string[], images: number): string[] {
  if (changed.length === 0) return [];
  const more = changed.length > NAMED ? `, and ${changed.length - NAMED} more` : '';
  return [
    `${changed.length} of ${plural(images, 'picture')} changed since the evaluation: ` +
      `${changed.slice(0, NAMED).join(', ')}${more}`,
  ];
}

/** Counts of each band of brightness that has images. @param root of the dataset */
async function countByBrightness(
  judged: JudgedTable,
  root: string,
  images: readonly ImageRecord[],
): Promise<SplitDocument['brightness']> {
  const brightness = bandImages(await new SplitBrightness().measure(root, images));
  return breakdownRows(judged, 'brightness', { classes: [], branches: [], brightness }).flatMap((row) => {
    const { tp, fp, missed, precision, recall, falsePositivesPerImage, kinds } = row;
    const band = brightness.bands.find(({ name }) => name === row.key.band);
    return band === undefined || missed === null || falsePositivesPerImage === null
      ? []
      : [
          {
            ...band,
            tp,
            fp,
            missed,
            precision,
            recall,
            falsePositivesPerImage,
            kinds: recordKinds((kind) => kinds[kind]!),
          },
        ];
  });
}

async function describeImage(inspected: Inspected, wanted: string): Promise<Outcome> {
  const { directory, record, split, evaluation, network, settings } = inspected;
  const { candidates, classes, images } = evaluation;
  const index = findImage(images, wanted, split);
  const image = images[index]!;
  const { start, end } = imageRanges(candidates);
  const table = imageCandidates(candidates, { start: start[index]!, end: end[index]! }, image.imageId);
  const inspection = inspectImage(
    {
      image,
      groundTruth: image.groundTruth,
      trainedOn: await trainedGroundTruth(directory, image, classes),
      candidates: { table, scores: candidateScores(table, settings) },
      ...(settings.criterion && { criterion: settings.criterion }),
      network,
    },
    settings,
  );
  const picture = await lookAtPicture(record.dataset.root, image);
  const { imageId, width, height } = image;
  const head = [
    `${imageId}  ${width}x${height}  ${split} of ${record.name}`,
    ...(picture.message === null ? [] : [`warning: ${picture.message}`]),
    describeSettings(settings, namedParts(inspected)),
  ];
  return [
    {
      run: directory,
      name: record.name,
      split,
      settings,
      image: { imageId, width, height, picture },
      ...withClassNames(inspection, classes),
    },
    [...head, imageReport({ inspection, classes, settings })].join('\n'),
  ];
}

/** The inspection with a name beside every class index. */
function withClassNames(inspection: ImageInspection, classes: readonly string[]) {
  const { counts, detections, removed, missed, trainedOn, groundTruth } = inspection;
  const named = <T extends { readonly classIndex: number }>(facts: T) => ({
    className: classes[facts.classIndex]!,
    ...facts,
  });
  return {
    counts,
    detections: detections.map(named),
    removed: removed.map(named),
    missed,
    trainedOn: trainedOn.map(named),
    groundTruth: groundTruth.map(named),
  };
}

/** Images that a message names. */
const NAMED = 5;
