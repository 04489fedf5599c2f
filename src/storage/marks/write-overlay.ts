// The overlay: label files as they would be with the marks, in the dataset's own format and under its own paths.
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { leftOutMarkSchema, type LeftOutMark } from '../../contract/marks.ts';
import { removeLeftovers, writeAtomically } from '../runs/write-atomically.ts';
import { describeWriteError } from '../runs/write-errors.ts';
import type { LabelEdit, LabelEdits } from './label-edits.ts';

/** What an overlay was made from. */
export interface OverlaySource {
  /** Length of marks.jsonl, which only ever grows. */
  readonly bytes: number;
  /** Of the dataset: label files that were changed since have to be read anew. */
  readonly fingerprint: string;
}

/** overlay.json: what the overlay holds; absent while it is written. */
const manifestSchema = z.object({
  format: z.literal(1),
  source: z.object({
    bytes: z.int().nonnegative(),
    fingerprint: z.string(),
  }) satisfies z.ZodType<OverlaySource>,
  files: z.array(z.string()),
  leftOut: z.array(leftOutMarkSchema),
});

/** Folder that can be laid over the dataset's. @param folder of the dataset's marks */
export function overlayDirectory(folder: string): string {
  return join(folder, 'overlay');
}

const manifestOf = (folder: string): string => join(folder, 'overlay.json');

/** Marks that are not in the overlay; null where there is none that was made from this. */
export async function readOverlay(
  folder: string,
  { bytes, fingerprint }: OverlaySource,
): Promise<readonly LeftOutMark[] | null> {
  try {
    const { source, leftOut } = manifestSchema.parse(JSON.parse(await readFile(manifestOf(folder), 'utf8')));
    return source.bytes === bytes && source.fingerprint === fingerprint ? leftOut : null;
  } catch {
    return null; // Absent or damaged: it is made anew.
  }
}

/**
 * Replaces the overlay. Files appear whole; those of marks that are gone are removed.
 * @param folder of the dataset's marks
 * @param root of the dataset, from which the rest of large files is copied
 * @throws UserError when the disk is full or the folder may not be written to
 */
export async function writeOverlay(
  folder: string,
  root: string,
  { edits, leftOut }: LabelEdits,
  source: OverlaySource,
): Promise<void> {
  const directory = overlayDirectory(folder);
  try {
    await mkdir(directory, { recursive: true });
    await removeLeftovers(directory);
    await rm(manifestOf(folder), { force: true });
    for (const edit of edits) {
      const file = join(directory, edit.file);
      await mkdir(dirname(file), { recursive: true });
      await writeAtomically(
        file,
        edit.kind === 'file' ? edit.after : withInsertion(join(root, edit.file), edit),
      );
    }
    const files = edits.map(({ file }) => file);
    await removeOthers(directory, new Set(files));
    await writeAtomically(
      manifestOf(folder),
      `${JSON.stringify({ format: 1, source, files, leftOut }, null, 2)}\n`,
    );
  } catch (error) {
    throw describeWriteError(error, directory);
  }
}

/** A file with a text put into it, piece by piece. */
async function* withInsertion(
  file: string,
  { at, text }: Extract<LabelEdit, { kind: 'coco' }>,
): AsyncGenerator<Uint8Array, void> {
  if (at > 0) yield* createReadStream(file, { end: at - 1 }) as AsyncIterable<Buffer>;
  yield Buffer.from(text);
  yield* createReadStream(file, { start: at }) as AsyncIterable<Buffer>;
}

async function removeOthers(directory: string, kept: ReadonlySet<string>): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = join(entry.parentPath, entry.name);
    if (!kept.has(relative(directory, file).replaceAll('\\', '/'))) await rm(file);
  }
}
