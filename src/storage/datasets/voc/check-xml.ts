// Says where an XML file stops being well-formed, since the parser itself reads on over missing tags.
import { lineAt } from '../read-text.ts';

/** Comments, CDATA, declarations and tags; a lone `<` is none of them. Groups: slash, name, slash at the end. */
const MARKUP =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<!DOCTYPE[^>[]*(?:\[[\s\S]*?\])?[^>]*>|<(\/?)([^\s/<>!?]+)(?:"[^"]*"|'[^']*'|[^"'<>])*?(\/?)>|</g;

/** First place where tags do not pair, or undefined. Upper and lower case count alike, as some tools mix them. */
export function findXmlError(xml: string): { line: number; message: string } | undefined {
  const open: { name: string; at: number }[] = [];
  for (const match of xml.matchAll(MARKUP)) {
    const [whole, closing, name, selfClosing] = match;
    if (whole === '<') return { line: lineAt(xml, match.index), message: 'a tag is not closed' };
    if (name === undefined || selfClosing === '/') continue;
    if (closing !== '/') {
      open.push({ name, at: match.index });
      continue;
    }
    const opened = open.pop();
    if (opened?.name.toLowerCase() === name.toLowerCase()) continue;
    const expected = opened ? `</${opened.name}>` : 'the end of the file';
    return { line: lineAt(xml, match.index), message: `expected ${expected}, found </${name}>` };
  }
  const unclosed = open.at(-1);
  if (!unclosed) return undefined;
  return {
    line: lineAt(xml, unclosed.at),
    message: `<${unclosed.name}> is not closed before the end of the file`,
  };
}
