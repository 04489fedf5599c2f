// The two pages that a browser gets before it is let in. Without styles: they are rarely seen.

const page = (head: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Boxwright</title>${head}</head><body>${body}</body></html>\n`;

/** @param reason a sentence of ours, never text of the request */
export const deniedPage = (reason: string): string => page('', `<h1>Boxwright</h1><p>${reason}</p>`);

/** Asks for the same address again, from our own origin. */
export const continuePage = (script: string): string =>
  page(`<script src="${script}"></script>`, '<p>Opening Boxwright ...</p>');

/** An empty query makes it another address: a browser would take the same one with a fragment for a jump in the page. */
export const CONTINUE_SCRIPT = "location.replace(location.pathname + '?' + location.hash);\n";
