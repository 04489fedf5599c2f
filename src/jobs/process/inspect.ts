// What the inspector process does: answers questions about stored evaluations, and previews recipes.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CandidateTable } from '../../core/decode/candidate-table.ts';
import { imageCandidates } from '../../core/decode/image-candidates.ts';
import { imageRanges, type ImageRanges } from '../../core/nms/image-ranges.ts';
import { UserError } from '../../core/user-error.ts';
import type { RecipePreview } from '../../contract/api.ts';
import type { CandidateColumns } from '../../contract/evaluation-calls.ts';
import type { Dataset } from '../../contract/dataset.ts';
import { recalledSubjects } from '../anchors/recalled-subjects.ts';
import { objectSizes } from '../anchors/object-sizes.ts';
import { exactAnchors } from '../anchors/exact-anchors.ts';
import { reclusterAnchors, suggestAnchors } from '../anchors/recluster-anchors.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { unpackDataset } from '../../storage/datasets/packed-dataset.ts';
import type { StoredEvaluation } from '../../storage/runs/evaluation-folder.ts';
import { RunFolder } from '../../storage/runs/run-folder.ts';
import { markEvaluation, readMarks } from '../evaluate/marked-evaluation.ts';
import { saveRunSettings } from '../evaluate/operating-settings.ts';
import { importPredictions } from '../import/import-predictions.ts';
import { collectReport, type CountableEvaluation } from '../report/report-data.ts';
import { makeReportPage } from '../report/report-page.ts';
import {
  DATASETS_HELD,
  type EvaluationAt,
  type EvaluationPlace,
  type InspectorCalls,
} from './inspector-calls.ts';
import type { ForwardPass } from './forward-pass.ts';
import { CropDescriber } from './describe-crops.ts';
import { compareEvaluations } from './compare-evaluations.ts';
import { packJudged } from './pack-judged.ts';
import { packNumbers } from './pack-numbers.ts';
import { Recent } from './recent.ts';
import { RecountableSplit } from '../recount/recountable-split.ts';
import { SplitBrightness } from '../evaluate/split-brightness.ts';

/** Evaluations kept in memory: two runs side by side, and the two looked at before. */
const EVALUATIONS_HELD = 4;

interface LoadedEvaluation extends CountableEvaluation {
  readonly ranges: ImageRanges;
  readonly indexOf: ReadonlyMap<string, number>;
  /** The same with the marks of some version. */
  marked: (CountableEvaluation & { readonly version: number }) | null;
}

/** Resolves a recipe against a dataset. */
export type PreviewRecipe = (dataset: Dataset, recipe: Recipe) => RecipePreview | Promise<RecipePreview>;

/** Runs a network on an image. */
export type ForwardImage = Pick<ForwardPass, 'objectness'>;

/** The inspector's calls over a memory of recently used evaluations and datasets. */
export function createInspection(previewRecipe: PreviewRecipe, forwardPass: ForwardImage): InspectorCalls {
  const evaluations = new Recent<LoadedEvaluation>(EVALUATIONS_HELD, ({ split, marked }) => {
    split.close();
    marked?.split.close();
  });
  const datasets = new Recent<Dataset>(DATASETS_HELD);
  const crops = new CropDescriber();
  const brightness = new SplitBrightness();
  const subjectOf = recalledSubjects();

  /** The evaluation as it is stored. */
  async function load(place: EvaluationPlace): Promise<LoadedEvaluation> {
    const folder = new RunFolder(place.runDirectory);
    const directory = folder.evaluationDirectory(place.split);
    // An evaluation that was made anew has another time.
    const made = await stat(join(directory, 'summary.json')).catch(() => null);
    const key = `${directory} ${made?.mtimeMs ?? ''}`;
    let loaded = evaluations.get(key);
    if (!loaded) {
      loaded = prepare(await folder.readEvaluation(place.split));
      evaluations.set(key, loaded);
    }
    return loaded;
  }

  /** The evaluation as it is counted: with marks in its ground truth, where they are asked for. */
  async function loadCounted(at: EvaluationAt): Promise<CountableEvaluation> {
    const loaded = await load(at);
    if (at.withMarks !== true) return loaded;
    const { marks, version } = await readMarks(new RunFolder(at.runDirectory));
    if (loaded.marked?.version !== version) {
      loaded.marked?.split.close();
      const { evaluation: stored, used } = markEvaluation(loaded.stored, marks);
      loaded.marked = { version, stored, split: new RecountableSplit(stored), marks: used };
    }
    return loaded.marked;
  }

  function heldDataset(key: string): Dataset {
    const dataset = datasets.get(key);
    if (dataset) return dataset;
    throw new Error(`The inspector was asked for dataset ${key}, which it was not given`);
  }

  return {
    recount: async (at) => (await loadCounted(at)).split.recount(at.settings),
    judged: async (at) => {
      const { stored, split } = await loadCounted(at);
      return packJudged(stored, split.judge(at.settings));
    },
    report: async (at) => (await loadCounted(at)).split.report(at.split, at.settings),
    reportPage: async (at) => {
      const data = await collectReport(
        new RunFolder(at.runDirectory),
        await loadCounted(at),
        at.settings,
        brightness,
      );
      const { html, datasetMoved } = await makeReportPage(data);
      return { html, datasetMoved };
    },
    findThreshold: async ({ goal, ...at }) => (await loadCounted(at)).split.findThreshold(at.settings, goal),
    parts: async (at) => (await loadCounted(at)).split.parts(at.settings),
    brightness: async (place) => {
      const { stored } = await load(place);
      const { dataset } = await new RunFolder(place.runDirectory).readRecord();
      return packNumbers(await brightness.measure(dataset.root, stored.images));
    },
    ledger: async ({ before, after }) => {
      const [earlier, later] = [await loadCounted(before), await loadCounted(after)];
      return compareEvaluations(
        { stored: earlier.stored, judged: earlier.split.judge(before.settings) },
        { stored: later.stored, judged: later.split.judge(after.settings) },
      );
    },
    image: async ({ imageId, ...place }) => {
      const loaded = await load(place);
      const { stored, ranges } = loaded;
      const index = findImage(loaded, place, imageId);
      const range = { start: ranges.start[index]!, end: ranges.end[index]! };
      const candidates = packCandidates(imageCandidates(stored.candidates, range, imageId));
      return { record: stored.images[index]!, classes: stored.classes, candidates };
    },
    describeCrops: async ({ fromRow, withTruePositives = false, ...at }) => {
      const { stored, split } = await loadCounted(at);
      const { dataset } = await new RunFolder(at.runDirectory).readRecord();
      const table = split.judge(at.settings);
      return crops.describe(dataset.root, stored.images, table, { fromRow, withTruePositives });
    },
    saveSettings: async ({ runDirectory, settings }) => {
      await saveRunSettings(new RunFolder(runDirectory), settings);
      return null;
    },
    objectness: async ({ imageId, ...place }) => {
      const loaded = await load(place);
      const { dataset } = await new RunFolder(place.runDirectory).readRecord();
      const record = loaded.stored.images[findImage(loaded, place, imageId)]!;
      return forwardPass.objectness(place.runDirectory, dataset.root, record);
    },
    holdDataset: ({ key, packed }) => {
      datasets.set(key, unpackDataset(packed));
      return Promise.resolve(null);
    },
    preview: async ({ key, recipe }) => previewRecipe(heldDataset(key), recipe),
    objectSizes: ({ key, recipe }) => Promise.resolve(objectSizes(subjectOf(heldDataset(key), recipe))),
    judgeAnchors: ({ key, recipe }) =>
      Promise.resolve(exactAnchors(subjectOf(heldDataset(key), recipe), recipe.network.branches)),
    clusterAnchors: ({ key, recipe, request }) =>
      Promise.resolve(reclusterAnchors(subjectOf(heldDataset(key), recipe), request)),
    suggestAnchors: ({ key, recipe, metric }) =>
      Promise.resolve(suggestAnchors(subjectOf(heldDataset(key), recipe), metric)),
    importPredictions: async ({ key, request }) => {
      const { folder, way, warnings } = await importPredictions(heldDataset(key), request);
      return { runDirectory: folder.directory, way, warnings };
    },
  };
}

/** Position of an image in an evaluation. @throws UserError when it has no such image */
function findImage({ indexOf }: LoadedEvaluation, { split }: EvaluationPlace, imageId: string): number {
  const index = indexOf.get(imageId);
  if (index !== undefined) return index;
  throw new UserError({
    code: 'image-not-evaluated',
    message: `The evaluation of the split "${split}" has no image ${imageId}.`,
  });
}

function prepare(stored: StoredEvaluation): LoadedEvaluation {
  return {
    stored,
    ranges: imageRanges(stored.candidates),
    indexOf: new Map(stored.images.map(({ imageId }, index) => [imageId, index])),
    split: new RecountableSplit(stored),
    marks: null,
    marked: null,
  };
}

/** A table as text. */
function packCandidates(table: CandidateTable): CandidateColumns {
  return {
    length: table.length,
    x1: packNumbers(table.x1),
    y1: packNumbers(table.y1),
    x2: packNumbers(table.x2),
    y2: packNumbers(table.y2),
    objectness: packNumbers(table.objectness),
    classIndex: packNumbers(table.classIndex),
    classProbability: packNumbers(table.classProbability),
    sigma: table.sigma && packNumbers(table.sigma),
    sideSigma: table.sideSigma && packNumbers(table.sideSigma),
    branch: packNumbers(table.branch),
    anchor: packNumbers(table.anchor),
    row: packNumbers(table.row),
    column: packNumbers(table.column),
  };
}
