// What is said where the picture of an evaluated image is not what it was.
import type { EvaluatedPicture } from '../../contract/evaluation-calls.ts';

/** Over the stage; null where all is well. */
export function missingText({ state, path, message }: EvaluatedPicture): string | null {
  return state === 'missing' || state === 'dataset-moved' ? `Image missing: ${path}` : message;
}

/** Whether there is nothing to be loaded. */
export function isBlank({ state }: EvaluatedPicture): boolean {
  return state === 'missing' || state === 'dataset-moved';
}
