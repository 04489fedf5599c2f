// Where the package lies: the built file is out/main/cli.js, or a chunk beside it.

/** URL of the package's root folder, with a trailing slash. */
export function packageRoot(): URL {
  const at = import.meta.url.lastIndexOf('/out/main/');
  return at >= 0 ? new URL(import.meta.url.slice(0, at + 1)) : new URL('../../', import.meta.url);
}
