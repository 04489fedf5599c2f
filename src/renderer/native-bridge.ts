// What the desktop shell offers to the page, where there is one.

/** Exposed by the preload script; absent in a browser tab. */
export interface NativeBridge {
  /** The system's own folder dialog; null when it was closed without a choice. */
  readonly chooseFolder?: () => Promise<string | null>;
  /** Absolute path of something dropped on the window. */
  readonly pathForFile?: (file: File) => string;
}

declare global {
  interface Window {
    readonly boxwright?: NativeBridge;
  }
}

/** The bridge, or null in a browser tab. */
export function nativeBridge(): NativeBridge | null {
  return window.boxwright ?? null;
}
