// Whether the native engine's files are whole: loading a library that is cut off ends the process without a word.
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { FoundEngine } from './find-native-engine.ts';

/** What is wrong with the files that set-up noted, in a sentence; null when they can be loaded. */
export function findDamage({ folder, binding, sha256 }: FoundEngine): string | null {
  for (const name of new Set([binding, ...Object.keys(sha256)])) {
    const path = join(folder, name);
    try {
      if (isCutOff(path)) return `${path} is damaged: it is shorter than its header says.`;
    } catch (error) {
      return `${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}).`;
    }
  }
  // The libraries are too large to be read at every start.
  const expected = sha256[binding];
  const path = join(folder, binding);
  if (expected === undefined || createHash('sha256').update(readFileSync(path)).digest('hex') === expected)
    return null;
  return `${path} is not the file that set-up made.`;
}

/** Offsets in the header of a 64-bit ELF file: where its table of sections is, and how large; the table ends the file. */
const ELF = { magic: 0x7f454c46, tableOffset: 0x28, entrySize: 0x3a, entries: 0x3c, headerSize: 64 };

/** True for a Linux library without its end. Other systems look themselves before they load one. */
function isCutOff(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const header = Buffer.alloc(ELF.headerSize);
    const read = readSync(file, header, 0, header.length, 0);
    if (read < header.length) return true;
    if (header.readUInt32BE(0) !== ELF.magic) return false;
    const table = header.readUInt16LE(ELF.entrySize) * header.readUInt16LE(ELF.entries);
    return fstatSync(file).size < Number(header.readBigUInt64LE(ELF.tableOffset)) + table;
  } finally {
    closeSync(file);
  }
}
