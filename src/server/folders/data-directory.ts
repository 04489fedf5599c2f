// Where the app keeps data of its own for a person: the sample dataset.
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Per-user data folder: BOXWRIGHT_DATA, or the place that the system has for such data. */
export function dataDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.BOXWRIGHT_DATA) return environment.BOXWRIGHT_DATA;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'boxwright');
  if (process.platform === 'win32')
    return join(environment.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'boxwright', 'Data');
  return join(environment.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'boxwright');
}

/** Folder of the sample dataset. */
export function sampleDirectory(): string {
  return join(dataDirectory(), 'sample');
}
