// A file out of the page, into the browser's folder of downloads.

/** A browser has read the file from memory by then. */
const REVOKE_MS = 10_000;

/** @param name with its extension */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_MS);
}
