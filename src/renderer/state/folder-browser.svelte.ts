// Walking through the server's folders to choose a dataset, and completing a typed path.
import type { FolderListing } from '../../contract/api.ts';
import type { Client } from '../client.ts';
import { Resource } from './resource.svelte.ts';

export class FolderBrowser {
  readonly listing = new Resource<FolderListing>();
  readonly #client: Client;
  #listed: string | null | undefined;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Lists a folder; null is where the server starts. */
  async browse(path: string | null): Promise<void> {
    if (path === this.#listed && this.listing.error === null) return;
    this.#listed = path;
    await this.listing.load(() => this.#client.query('system.folders', { path }));
  }

  /** Sub-folders that a typed path may be going to: those of its folder that begin with its last part. */
  completions(typed: string): FolderListing['folders'] {
    const listing = this.listing.value;
    if (listing === null || typed === '') return [];
    const { folder, start } = splitTypedPath(typed);
    if (normalise(folder) !== normalise(listing.path)) return [];
    return listing.folders.filter(({ name }) => name.toLowerCase().startsWith(start.toLowerCase()));
  }
}

/** The folder that is complete in a typed path, and the start of the name that follows. */
export function splitTypedPath(typed: string): { readonly folder: string; readonly start: string } {
  const at = Math.max(typed.lastIndexOf('/'), typed.lastIndexOf('\\'));
  return at < 0
    ? { folder: '', start: typed }
    : { folder: typed.slice(0, at + 1), start: typed.slice(at + 1) };
}

const normalise = (path: string): string => path.replace(/[/\\]+$/, '');
