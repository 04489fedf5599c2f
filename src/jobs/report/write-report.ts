// Writes a report to its file, and keeps it from being written over something else.
import { open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../../core/user-error.ts';
import { writeAtomically } from '../../storage/runs/write-atomically.ts';
import { REPORT_MARK } from './report-page.ts';

/** Within which the mark stands, bytes. */
const HEAD_BYTES = 1024;

/**
 * Refuses what must not be written over, before the work of a report is done.
 * @param file absolute path
 * @throws UserError where it is a folder, has none, or is something else than a report
 */
export async function assertReportFile(file: string, force: boolean): Promise<void> {
  const folder = dirname(file);
  const parent = await stat(folder).catch(() => null);
  if (parent?.isDirectory() !== true)
    throw new UserError({
      code: 'folder-not-found',
      message: `${file} cannot be written: there is no folder ${folder}.`,
      hint: 'Make the folder, or name another file.',
    });
  const found = await stat(file).catch(() => null);
  if (found === null) return;
  if (found.isDirectory())
    throw new UserError({
      code: 'file-expected',
      message: `${file} is a folder, and a report is one file.`,
      hint: 'Name a file, as report.html.',
    });
  if (force || (await isReport(file))) return;
  throw new UserError({
    code: 'file-exists',
    message: `${file} is there already, and is no report of Boxwright.`,
    hint: 'Name another file, or write over it (--force).',
  });
}

async function isReport(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('latin1', 0, bytesRead).includes(REPORT_MARK);
  } finally {
    await handle.close();
  }
}

/** @returns its size, bytes */
export async function writeReport(file: string, html: string): Promise<number> {
  await writeAtomically(file, html);
  return Buffer.byteLength(html);
}
