// What the server's calls work on: one object made at start and handed to every call.
import type { EngineStatus } from '../contract/api.ts';
import type { Inspector } from '../jobs/process/inspector.ts';
import type { Supervisor } from '../jobs/process/supervisor.ts';
import type { MarkLists } from './state/mark-lists.ts';
import type { OpenedDatasets } from './state/opened-datasets.ts';
import type { RunList } from './state/run-list.ts';

export interface Workbench {
  /** Version of the app. */
  readonly version: string;
  /** Absolute path. */
  readonly runsDirectory: string;
  readonly engineStatus: () => EngineStatus | Promise<EngineStatus>;
  readonly datasets: OpenedDatasets;
  readonly runs: RunList;
  readonly marks: MarkLists;
  readonly supervisor: Supervisor;
  readonly inspector: Inspector;
  /** Tells the person who runs the server about a bug that no call can report. */
  readonly onBug: (error: unknown) => void;
}
