// What every screen may use, handed down through Svelte's context. Each part is a class of its own.
import { createContext } from 'svelte';
import type { SystemInfo } from '../contract/api.ts';
import type { EvaluationSummary } from '../contract/evaluation.ts';
import type { Client } from './client.ts';
import { AnchorLabs } from './state/anchors/anchor-labs.ts';
import { Connection } from './state/connection.svelte.ts';
import { Datasets } from './state/datasets.svelte.ts';
import { Drafts } from './state/drafts.ts';
import { Gallery } from './state/gallery.svelte.ts';
import { HeatMap } from './state/heat-map.svelte.ts';
import { ImageBrightness } from './state/image-brightness.svelte.ts';
import { InspectedImage } from './state/inspected-image.svelte.ts';
import { JudgedSplit } from './state/judged-split.svelte.ts';
import { Overlays } from './state/overlays.svelte.ts';
import { PageLocation } from './state/location.svelte.ts';
import { Marks } from './state/marks.svelte.ts';
import { Notices } from './state/notices.svelte.ts';
import { Resource } from './state/resource.svelte.ts';
import { RunComparison } from './state/run-comparison.svelte.ts';
import { Runs } from './state/runs.svelte.ts';
import { Shortcuts } from './state/shortcuts.svelte.ts';
import { SplitAnswer } from './state/split-answer.svelte.ts';
import { SplitEvaluation } from './state/split-evaluation.svelte.ts';
import { Summaries } from './state/summaries.ts';
import { Theme } from './state/theme.svelte.ts';
import { TrainingStart } from './state/training-start.svelte.ts';
import { TrainingRun } from './state/training-run.svelte.ts';
import { Wall } from './state/wall/wall.svelte.ts';

export interface Workbench {
  readonly client: Client;
  readonly connection: Connection;
  readonly location: PageLocation;
  readonly system: Resource<SystemInfo>;
  readonly datasets: Datasets;
  readonly runs: Runs;
  readonly theme: Theme;
  readonly notices: Notices;
  readonly shortcuts: Shortcuts;
  /** State of the screens that outlives a visit to another screen. */
  readonly summaries: Summaries;
  readonly gallery: Gallery;
  readonly drafts: Drafts;
  readonly labs: AnchorLabs;
  readonly starting: TrainingStart;
  readonly training: TrainingRun;
  readonly marks: Marks;
  readonly evaluation: SplitEvaluation;
  readonly inspected: InspectedImage;
  readonly overlays: Overlays;
  readonly heat: HeatMap;
  readonly judged: JudgedSplit;
  readonly brightness: ImageBrightness;
  /** The whole report at the settings, for plots. */
  readonly report: SplitAnswer<EvaluationSummary>;
  readonly wall: Wall;
  readonly comparison: RunComparison;
}

export const [useWorkbench, provideWorkbench] = createContext<Workbench>();

export function createWorkbench(client: Client): Workbench {
  const marks = new Marks(client);
  const evaluation = new SplitEvaluation(client, marks);
  const inspected = new InspectedImage(client, evaluation);
  const judged = new JudgedSplit(client);
  const brightness = new ImageBrightness(client);
  const location = new PageLocation();
  const drafts = new Drafts(client);
  const notices = new Notices();
  const runs = new Runs(client);
  const system = new Resource<SystemInfo>();
  void system.load(() => client.query('system.info', undefined));
  return {
    client,
    system,
    connection: new Connection(client),
    location,
    datasets: new Datasets(client),
    runs,
    theme: new Theme(),
    notices,
    shortcuts: new Shortcuts(),
    summaries: new Summaries(client),
    gallery: new Gallery(client),
    drafts,
    labs: new AnchorLabs(client, drafts),
    starting: new TrainingStart(client, location, notices, runs),
    training: new TrainingRun(client),
    marks,
    evaluation,
    inspected,
    overlays: new Overlays(inspected),
    heat: new HeatMap(client),
    judged,
    brightness,
    report: new SplitAnswer((at) => client.query('evaluation.report', at)),
    wall: new Wall(client, judged, brightness, location),
    comparison: new RunComparison(client, marks, { evaluation, inspected }),
  };
}
