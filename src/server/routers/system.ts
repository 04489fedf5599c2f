// Calls about the app itself and the folders of its machine.
import { homedir } from 'node:os';
import { listFoldersInput, type FolderListing, type SystemInfo } from '../../contract/api.ts';
import { listFolders } from '../folders/list-folders.ts';
import { createRouter, procedure } from '../trpc.ts';

export const systemRouter = createRouter({
  info: procedure.query(async ({ ctx }): Promise<SystemInfo> => ({
    version: ctx.version,
    engine: await ctx.engineStatus(),
    runsDirectory: ctx.runsDirectory,
    home: homedir(),
  })),
  folders: procedure
    .input(listFoldersInput)
    .query(({ input }): Promise<FolderListing> => listFolders(input.path ?? homedir())),
});
