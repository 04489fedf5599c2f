// The folder of a dataset's runs, and of what else is kept of it.
import { join, resolve } from 'node:path';

/** Absolute path of `<runsDirectory>/<dataset>`, whether or not it is there. */
export function datasetFolder(runsDirectory: string, datasetName: string): string {
  return join(resolve(runsDirectory), folderName(datasetName));
}

/** A dataset's name as a folder name on any system: letters, digits, dots, dashes, underscores; no leading dot. */
function folderName(datasetName: string): string {
  return datasetName.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^\.+|\.+$/g, '') || 'dataset';
}
