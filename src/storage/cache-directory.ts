// Where what can be made again is kept: the engine, datasets as they were read, prepared images.
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The per-user cache folder; BOXWRIGHT_CACHE names another. */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.BOXWRIGHT_CACHE) return environment.BOXWRIGHT_CACHE;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'boxwright');
  if (process.platform === 'win32')
    return join(environment.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'boxwright', 'Cache');
  return join(environment.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'boxwright');
}
