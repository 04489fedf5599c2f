// What the palette can do, from the state of the workbench.
import type { RunRecord } from '../../contract/run.ts';
import { formatShare } from '../format/figures.ts';
import { commonSplit } from '../state/comparable-runs.ts';
import { comparisonOf } from '../state/comparison-route.ts';
import type { Command } from '../state/palette.ts';
import { SCREENS } from '../state/route.ts';
import type { Workbench } from '../workbench.ts';

const SCREEN_NAMES = {
  dataset: 'Dataset',
  anchors: 'Anchors',
  train: 'Train',
  inspect: 'Inspect',
  runs: 'Runs',
} as const;

/** All commands that make sense now. Reads state: call it where it is tracked. */
export function workbenchCommands(workbench: Workbench, showKeys: () => void): readonly Command[] {
  const { location, datasets, evaluation, runs, theme, notices } = workbench;
  const root = datasets.find(location.route.dataset)?.root;
  const running = runs.list.find(({ state }) => state === 'running');
  const opened = runs.find(location.route.run) ?? runs.find(evaluation.runId ?? undefined);
  return [
    ...SCREENS.map((screen, i) => ({
      id: `screen-${screen}`,
      group: 'go to',
      label: SCREEN_NAMES[screen],
      keys: String(i + 1),
      run: () => location.go({ screen }),
    })),
    {
      id: 'open',
      group: 'dataset',
      label: 'open a folder…',
      run: () => location.go({ screen: 'dataset', dataset: 'none', run: undefined, image: undefined }),
    },
    ...datasets.list.map((dataset) => ({
      id: `dataset-${dataset.datasetId}`,
      group: 'dataset',
      label: dataset.name,
      detail: dataset.root,
      run: () =>
        location.go({ dataset: dataset.datasetId, run: undefined, image: undefined, split: undefined }),
    })),
    ...(running === undefined
      ? []
      : [
          {
            id: 'watch',
            group: 'training',
            label: `watch ${running.name}`,
            run: () => location.go({ screen: 'train', view: 'live', run: running.runId }),
          },
          {
            id: 'stop',
            group: 'training',
            label: `stop ${running.name}`,
            run: () => void runs.stop(running.runId).catch((error: unknown) => notices.failed(error)),
          },
        ]),
    ...runs.ofDataset(root).map((run) => ({
      id: `run-${run.runId}`,
      group: 'inspect run',
      label: run.name,
      detail: run.metrics === null ? run.state : `AP50 ${formatShare(run.metrics.AP50)}`,
      run: () => location.go({ screen: 'inspect', run: run.runId, split: undefined, image: undefined }),
    })),
    ...(opened === null ? [] : comparisons(opened)),
    {
      id: 'theme',
      group: 'view',
      label: `use the ${theme.shown === 'dark' ? 'light' : 'dark'} theme`,
      run: () => theme.toggle(),
    },
    {
      id: 'theme-system',
      group: 'view',
      label: 'theme as the system has it',
      run: () => theme.choose('system'),
    },
    { id: 'keys', group: 'view', label: 'show all keys', keys: '?', run: showKeys },
  ];

  /** The runs that the opened one can be compared with. */
  function comparisons(run: RunRecord): readonly Command[] {
    return runs.ofDataset(run.dataset.root).flatMap((other) => {
      const split = other.runId === run.runId ? null : commonSplit(run, other);
      if (split === null) return [];
      return {
        id: `compare-${other.runId}`,
        group: 'compare',
        label: `compare with ${other.name}`,
        detail: `${run.name}, on ${split}`,
        run: () => location.go(comparisonOf(run, other, split)),
      };
    });
  }
}
