// The sizes of a dataset's training objects, gathered for the page.
import type { ObjectSizes } from '../../contract/anchor-calls.ts';
import { binSizes, countDistinctSizes, sizeTable } from '../../core/anchors/size-table.ts';
import { packNumbers } from '../process/pack-numbers.ts';
import type { AnchorSubject } from './anchor-subject.ts';

/** Without augmentation: the page spreads bins over its scales by itself. */
export function objectSizes({ input, sizes }: AnchorSubject): ObjectSizes {
  const table = sizeTable(sizes);
  const bins = binSizes(table);
  return {
    input,
    bins: {
      width: packNumbers(bins.width),
      height: packNumbers(bins.height),
      weight: packNumbers(bins.weight),
    },
    objects: table.length,
    distinctSizes: countDistinctSizes(table),
  };
}
