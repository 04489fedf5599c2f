// The identity of a dataset: where it lies.
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';

/** Stable id of a dataset: equal for equal absolute roots. 16 hexadecimal digits. */
export function datasetIdOf(root: string): string {
  return createHash('sha256').update(resolve(root)).digest('hex').slice(0, 16);
}
