// The option --anchors: anchors as Darknet writes them.
import { parseDarknetAnchors, type DarknetAnchors } from '../core/anchors/darknet-text.ts';
import { UserError } from '../core/user-error.ts';

/** @throws UserError that names the option */
export function readAnchors(text: string): DarknetAnchors {
  try {
    return parseDarknetAnchors(text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, hint } = error.toDetails();
    throw new UserError({ code: 'usage', message: `--anchors: ${message}`, ...(hint && { hint }) });
  }
}
