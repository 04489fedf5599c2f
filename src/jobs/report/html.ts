// Markup as values: what is put into a template is escaped unless it is markup itself.
import { escapeXml } from '../../storage/contact-sheet/svg-text.ts';

/** Text that is safe as it stands between tags. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | string | number | null | readonly Part[];

/** Markup from a template. Strings are escaped, for content and quoted attributes alike; null is nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((text, string, i) => `${text}${write(parts[i - 1] ?? null)}${string}`));
}

function write(part: Part): string {
  if (part === null) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escapeXml(String(part));
  return part.map(write).join('');
}
