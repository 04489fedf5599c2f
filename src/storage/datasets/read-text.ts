// Reads text files as people's tools write them: byte-order marks, UTF-16, and old Windows encodings.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Text of a file without its byte-order mark. UTF-8; UTF-16 where a mark says so; otherwise the encoding that an XML
 * declaration names, or Windows-1252, where the bytes are no valid UTF-8.
 */
export function readText(root: string, file: string): string {
  return decodeText(readFileSync(join(root, file)));
}

/** See `readText`. */
export function decodeText(bytes: Buffer): string {
  if (bytes.length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe) return decodeAs('utf-16le', bytes);
  if (bytes.length >= 2 && bytes[0] === 0xfe && bytes[1] === 0xff) return decodeAs('utf-16be', bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const declared = /^<\?xml[^>]*encoding=["']([\w-]+)["']/.exec(bytes.toString('latin1', 0, 200))?.[1];
    return decodeAs(declared ?? 'windows-1252', bytes);
  }
}

function decodeAs(encoding: string, bytes: Buffer): string {
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** One-based line of a character offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** Lines with text, trimmed, with their one-based numbers; LF, CRLF and CR end a line. */
export function nonEmptyLines(text: string): { line: number; text: string }[] {
  return text
    .split(/\r\n|\n|\r/)
    .map((content, i) => ({ line: i + 1, text: content.trim() }))
    .filter((entry) => entry.text !== '');
}
