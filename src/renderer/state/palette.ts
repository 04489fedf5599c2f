// The commands that the palette offers, filtered by what is typed.

export interface Command {
  readonly id: string;
  readonly label: string;
  readonly group: string;
  readonly detail?: string;
  readonly keys?: string;
  readonly run: () => void;
}

/** Commands that contain every typed word, in any order; those that begin with the text come first. */
export function filterCommands(commands: readonly Command[], typed: string): readonly Command[] {
  const text = typed.trim().toLowerCase();
  if (text === '') return commands;
  const words = text.split(/\s+/);
  const matching = commands.filter(({ label, group, detail = '' }) => {
    const haystack = `${group} ${label} ${detail}`.toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
  const rank = ({ label }: Command): number => (label.toLowerCase().startsWith(text) ? 0 : 1);
  return matching.toSorted((a, b) => rank(a) - rank(b));
}
