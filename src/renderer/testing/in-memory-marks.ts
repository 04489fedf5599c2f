// The calls about marks of the in-memory client: a history per dataset, by the core's own functions.
import type { Api } from '../../contract/api.ts';
import type { MarkList } from '../../contract/marks.ts';
import {
  applyOperation,
  nextSteps,
  NO_MARKS,
  type MarkHistory,
  type MarkOperation,
} from '../../core/marks/mark-history.ts';
import type { Mark } from '../../core/marks/mark.ts';

type MarkCall = Extract<keyof Api, `marks.${string}`>;

/** @param publish tells the followers of a topic a new value */
export function memoryMarks(publish: (topic: string, value: unknown) => void): {
  readonly [P in MarkCall]: Api[P];
} {
  const histories = new Map<string, MarkHistory>();
  let made = 0;
  const list = (datasetId: string): MarkList => {
    const history = histories.get(datasetId) ?? NO_MARKS;
    const overlay = { directory: `/home/me/runs/${datasetId}/marks/1/overlay`, state: 'current' } as const;
    return {
      datasetId,
      marks: history.marks,
      ...nextSteps(history),
      overlay: { ...overlay, message: null, leftOut: [] },
    };
  };
  const change = (datasetId: string, operation: MarkOperation): null => {
    histories.set(datasetId, applyOperation(histories.get(datasetId) ?? NO_MARKS, operation));
    publish(`marks.list ${datasetId}`, list(datasetId));
    return null;
  };
  return {
    'marks.list': ({ datasetId }) => list(datasetId),
    'marks.add': ({ datasetId, marks: wanted }) => {
      const createdAt = '2026-01-05T09:30:00.000Z';
      const marks = wanted.map((mark): Mark => ({ ...mark, markId: `mark-${++made}`, createdAt }));
      change(datasetId, { op: 'add', marks });
      return marks;
    },
    'marks.remove': ({ datasetId, markIds }) => change(datasetId, { op: 'remove', markIds }),
    'marks.undo': ({ datasetId }) => change(datasetId, { op: 'undo' }),
    'marks.redo': ({ datasetId }) => change(datasetId, { op: 'redo' }),
    'marks.export': ({ datasetId }) => {
      const { marks } = list(datasetId);
      const text = marks.map(({ imageId, className }) => `+ ${imageId}: ${className}\n`).join('');
      return { fileName: `${datasetId}-marks.patch`, text, files: 1, marks: marks.length, leftOut: [] };
    },
  };
}
