// Real full disks for tests: a file system in memory of a few kilobytes, in a namespace of its own.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Whether this system lets us mount one, and if not, words for a test's title. */
export const smallDisks = (() => {
  const tried = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', '-o', 'size=64k', 'small', '/mnt']);
  return tried.status === 0
    ? { found: true, reason: '' }
    : { found: false, reason: ' [skipped: this system lets no test mount a small disk (unshare -rm)]' };
})();

/**
 * Runs a command that writes to a small disk.
 * @param folder made for it; holds a copy of the disk afterwards
 * @param command is told where the disk is
 */
export function onSmallDisk(
  folder: string,
  kilobytes: number,
  command: (disk: string) => readonly string[],
): { status: number | null; stdout: string; stderr: string; files: string } {
  const [disk, files] = [join(folder, 'disk'), join(folder, 'files')];
  mkdirSync(disk, { recursive: true });
  const script =
    'disk=$1; files=$2; shift 3; mount -t tmpfs -o "size=$0" small "$disk" || exit 99; "$@"; status=$?; cp -r "$disk" "$files"; exit $status';
  const { status, stdout, stderr } = spawnSync(
    'unshare',
    ['-rm', 'sh', '-c', script, `${kilobytes}k`, disk, files, '--', ...command(disk)],
    { encoding: 'utf8' },
  );
  return { status, stdout, stderr, files };
}
