// The one window: the server's page without any of Node, and no way out of it.
import { join } from 'node:path';
import { BrowserWindow, nativeTheme, shell, type Session, type WebContents } from 'electron';

/** Backgrounds until the page has painted, so that nothing flashes. */
const BACKGROUND = { dark: '#0f1216', light: '#ffffff' };

/** Opens the window on the server's page. @param url with the token */
export async function openWindow(url: string): Promise<BrowserWindow> {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 900,
    minHeight: 600,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: join(import.meta.dirname, '..', 'preload', 'index.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
    },
  });
  const { origin } = new URL(url);
  confine(window.webContents, origin);
  denyPermissions(window.webContents.session, origin);
  window.once('ready-to-show', () => window.show());
  await window.loadURL(url);
  return window;
}

/** Stays on the server's origin; a link to the web opens in the person's browser. */
function confine(contents: WebContents, origin: string): void {
  contents.on('will-navigate', (event) => {
    if (originOf(event.url) !== origin) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (url.startsWith('https://')) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

/** The page needs none, but copying a table to the clipboard is one. */
function denyPermissions(session: Session, origin: string): void {
  const isAllowed = (permission: string, requester: string): boolean =>
    permission === 'clipboard-sanitized-write' && originOf(requester) === origin;
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(isAllowed(permission, requestingUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, requester) => isAllowed(permission, requester));
}

/** Null for what is no URL. */
export function originOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).origin : null;
}
