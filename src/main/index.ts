// The desktop shell: starts the workbench server, opens a window on it, lends it the system's folder dialog, ends it with the app.
import { join, resolve } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, type OpenDialogOptions } from 'electron';
import { startServerProcess, type ServerProcess } from './server-process.ts';
import { openWindow, originOf } from './window.ts';

let server: ServerProcess | null = null;

/** Folders that were named on the command line. */
function namedFolders(): string[] {
  const args = process.argv.slice(app.isPackaged ? 1 : 2);
  return args.filter((argument) => !argument.startsWith('-')).map((folder) => resolve(folder));
}

/** Started from a checkout, the runs are those of the command line; an installed app keeps them with the documents. */
function runsDirectory(): string {
  return app.isPackaged ? join(app.getPath('documents'), 'Boxwright', 'runs') : resolve('runs');
}

async function start(): Promise<void> {
  await app.whenReady();
  const script = join(import.meta.dirname, 'cli.js');
  const options = ['--json', '--port', '0', '--runs', runsDirectory()];
  server = await startServerProcess({
    node: process.execPath,
    args: [script, 'serve', ...options, ...namedFolders()],
  });
  const { url, ended } = server;
  lendFolderDialog(new URL(url).origin);
  void ended.then((words) => {
    if (server === null) return; // We ended it.
    server = null;
    dialog.showErrorBox('The workbench server ended', words);
    app.quit();
  });
  await openWindow(url);
}

/** The page's one native call; anything but the server's page is refused. */
function lendFolderDialog(origin: string): void {
  ipcMain.handle('choose-folder', async (event): Promise<string | null> => {
    if (originOf(event.senderFrame?.url ?? '') !== origin) throw new Error('Not our page');
    const window = BrowserWindow.fromWebContents(event.sender);
    const options: OpenDialogOptions = { properties: ['openDirectory'] };
    const { filePaths } = await (window
      ? dialog.showOpenDialog(window, options)
      : dialog.showOpenDialog(options));
    return filePaths[0] ?? null;
  });
}

function focusWindow(): void {
  const [window] = BrowserWindow.getAllWindows();
  if (window?.isMinimized()) window.restore();
  window?.focus();
}

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', focusWindow);
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    if (server === null) return;
    const ending = server;
    server = null;
    event.preventDefault();
    void ending.stop().finally(() => app.quit());
  });
  start().catch((error: unknown) => {
    dialog.showErrorBox('Boxwright cannot start', error instanceof Error ? error.message : String(error));
    app.quit();
  });
} else app.quit();
