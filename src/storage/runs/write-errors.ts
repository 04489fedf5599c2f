// What the file system says when a write fails, in words for a person.
import { dirname } from 'node:path';
import { UserError } from '../../core/user-error.ts';

/** An error of writing a file as a `UserError` where a person can do something about it; else the error itself. */
export function describeWriteError(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new UserError({
        code: 'disk-full',
        message: `${path} could not be written: ${code === 'ENOSPC' ? 'the disk is full' : 'the disk quota is used up'} (${code}).`,
        hint: 'What was written before is intact. Free some space on this disk, then resume the run or start again.',
      });
    case 'ENOENT':
    case 'ENOTDIR':
      return folderGone(dirname(path));
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new UserError({
        code: 'write-refused',
        message: `${path} may not be written (${code}).`,
        hint: 'Check the permissions of its folder, or name another one.',
      });
    default:
      return error;
  }
}

/** A folder that was there and is not any more. */
export function folderGone(folder: string): UserError {
  return new UserError({
    code: 'folder-gone',
    message: `${folder} is not there any more: it was removed or renamed while it was written to.`,
    hint: 'Put it back and resume the run, or start again.',
  });
}
