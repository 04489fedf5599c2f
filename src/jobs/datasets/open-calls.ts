// What is said between the server and a thread that opens a dataset.
import type { ImageRecord } from '../../contract/dataset.ts';
import type { UserErrorDetails } from '../../core/user-error.ts';
import type { CachedDataset } from '../../storage/datasets/dataset-cache.ts';
import type { DatasetProgress } from '../../storage/datasets/raw-dataset.ts';

/** Told to the thread when it starts. */
export interface OpenThreadData {
  readonly root: string;
}

export type OpenReport =
  | { readonly type: 'progress'; readonly progress: DatasetProgress }
  /** Some images, long before the rest. */
  | { readonly type: 'first'; readonly images: readonly ImageRecord[] }
  | { readonly type: 'opened'; readonly dataset: CachedDataset }
  | { readonly type: 'failed'; readonly userError: UserErrorDetails }
  /** Stack of a bug. */
  | { readonly type: 'broken'; readonly stack: string };
