// Names of splits: the spellings found in the wild, mapped to train, val and test.

const SPELLINGS = new Map<string, string>([
  ...['train', 'training', 'trn'].map((name) => [name, 'train'] as const),
  ...['val', 'valid', 'validation', 'validate', 'dev'].map((name) => [name, 'val'] as const),
  ...['test', 'testing', 'tst'].map((name) => [name, 'test'] as const),
  ['trainval', 'trainval'],
]);

/** The split that a file or folder name means (`valid`, `Train2017`, `val`), or undefined. */
export function splitOfName(name: string): string | undefined {
  return SPELLINGS.get(name.toLowerCase().replace(/[-_ ]?\d{4}$/, ''));
}

/** The split that one of a path's folders names, or undefined (`images/train/1.jpg`, `valid/1.jpg`). */
export function splitOfFolders(path: string): string | undefined {
  for (const component of path.split('/').slice(0, -1)) {
    const split = splitOfName(component);
    if (split !== undefined) return split;
  }
  return undefined;
}

const USUAL_ORDER = ['train', 'val', 'test'];

/** train, val, test, then others by name. */
export function sortSplits(names: Iterable<string>): string[] {
  const rank = (name: string): number => {
    const at = USUAL_ORDER.indexOf(name);
    return at < 0 ? USUAL_ORDER.length : at;
  };
  return [...new Set(names)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0));
}
