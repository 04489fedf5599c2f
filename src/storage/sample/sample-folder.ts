// Decides whether a folder may receive the sample dataset, or holds it already.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/user-error.ts';
import { SAMPLE_SPLITS, type SampleParameters } from './sample-parameters.ts';

/** File that says that a folder is the sample, and which; written last. */
export const SAMPLE_MARKER = '.boxwright-sample.json';
/** Raised whenever the same parameters give other images or labels. */
const SAMPLE_VERSION = 1;

/** Content of the marker. */
export function markerText({ images, width, height, seed }: SampleParameters): string {
  return `${JSON.stringify({ version: SAMPLE_VERSION, images, width, height, seed }, null, 2)}\n`;
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

async function listFolder(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    if (errorCode(error) === 'ENOTDIR') {
      throw new UserError({
        code: 'sample-target-not-a-folder',
        message: `Sample dataset: ${folder} is a file, expected a folder.`,
        hint: 'Name another folder.',
      });
    }
    throw error;
  }
}

/** Number of files in the folder's images or labels, over all splits. */
async function countFiles(folder: string, kind: 'images' | 'labels'): Promise<number> {
  let count = 0;
  for (const split of SAMPLE_SPLITS) count += (await listFolder(path.join(folder, kind, split)))?.length ?? 0;
  return count;
}

async function readMarker(folder: string): Promise<string | undefined> {
  try {
    return await readFile(path.join(folder, SAMPLE_MARKER), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * What the target is. A folder that the user has changed (files added to or removed from the sample) is refused.
 *
 * @throws UserError when it is a file, or holds anything but the sample with these parameters.
 */
export async function inspectTarget(
  folder: string,
  parameters: SampleParameters,
): Promise<'absent' | 'empty' | 'same-sample'> {
  const entries = await listFolder(folder);
  if (entries === undefined) return 'absent';
  if (entries.length === 0) return 'empty';
  const marker = await readMarker(folder);
  const refuse = (found: string): never => {
    throw new UserError({
      code: 'sample-target-not-empty',
      message: `Sample dataset: ${folder} ${found}, expected no folder or an empty one.`,
      hint: 'Name another folder, or delete this one first.',
    });
  };
  if (marker === undefined) return refuse(`is not empty (${entries.length} entries)`);
  if (marker !== markerText(parameters)) return refuse('holds a sample made with other settings');
  const counts = [await countFiles(folder, 'images'), await countFiles(folder, 'labels')];
  if (counts.some((count) => count !== parameters.images)) {
    return refuse(`holds ${counts[0]} images and ${counts[1]} labels of a sample of ${parameters.images}`);
  }
  return 'same-sample';
}
