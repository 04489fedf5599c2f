// UserErrors about an annotation file as a whole, with the place in it.
import { UserError } from '../../core/user-error.ts';

/** A file that holds up the whole import because it cannot be understood. */
export function annotationError(file: string, line: number | undefined, detail: string): UserError {
  return new UserError({
    code: 'annotation-unreadable',
    message: `${file}${line === undefined ? '' : `:${line}`}: ${detail}`,
    hint: 'Repair the file, or export it again with the tool that made it.',
  });
}
