// Paths as people write them.
import { homedir } from 'node:os';
import { realFolder } from '../../storage/real-folder.ts';

/** `~` is the home folder; a relative path is meant from where the server was started. */
export function absolutePath(path: string): string {
  return realFolder(path.trim().replace(/^~(?=$|[\\/])/, homedir()));
}
