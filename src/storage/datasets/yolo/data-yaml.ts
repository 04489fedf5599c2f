// Parses a YOLO data.yaml: class names and where the splits lie.
import { LineCounter, parseDocument } from 'yaml';
import { UserError } from '../../../core/user-error.ts';
import { annotationError } from '../read-error.ts';

export interface DataYaml {
  /** Undefined where the file names no classes. */
  readonly classes: readonly string[] | undefined;
  /** Base folder of the splits, as written. */
  readonly path: string | undefined;
  /** Folders and list files of each split, as written. */
  readonly splits: readonly { readonly name: string; readonly entries: readonly string[] }[];
  /** Columns that follow the box in pose datasets; 0 elsewhere. */
  readonly keypointColumns: number;
}

const SPLIT_KEYS: readonly (readonly [string, string])[] = [
  ['train', 'train'],
  ['val', 'val'],
  ['valid', 'val'],
  ['validation', 'val'],
  ['test', 'test'],
];

/**
 * Reads a data.yaml.
 * @throws {UserError} when it is no YAML map, or when `names` and `nc` disagree
 */
export function parseDataYaml(text: string, file: string): DataYaml {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const broken = document.errors[0];
  if (broken) {
    throw annotationError(file, lineCounter.linePos(broken.pos[0]).line, broken.message.split('\n')[0]!);
  }
  const content: unknown = document.toJS();
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw annotationError(file, 1, 'expected keys such as train, val and names.');
  }
  const map = content as Record<string, unknown>;
  const splits = SPLIT_KEYS.flatMap(([key, name]) => {
    const entries = [map[key]].flat().filter((entry) => typeof entry === 'string' && entry.trim() !== '');
    return entries.length > 0 ? [{ name, entries: entries as string[] }] : [];
  });
  const shape = map['kpt_shape'];
  const keypointColumns = Array.isArray(shape) ? Number(shape[0]) * Number(shape[1]) : 0;
  const path = typeof map['path'] === 'string' ? map['path'] : undefined;
  return { classes: readClasses(map, file), path, splits, keypointColumns };
}

function readClasses(map: Record<string, unknown>, file: string): string[] | undefined {
  const { names, nc } = map;
  const count = typeof nc === 'number' ? nc : undefined;
  if (names === undefined || names === null) {
    return count === undefined ? undefined : Array.from({ length: count }, (_, i) => String(i));
  }
  const classes = Array.isArray(names) ? namesOfList(names, file) : namesOfMap(names, file);
  if (count !== undefined && count !== classes.length) {
    throw new UserError({
      code: 'classes-differ',
      message: `${file}: nc says ${count} classes, names lists ${classes.length} (${classes.slice(0, 5).join(', ')}).`,
      hint: 'Correct nc or names; the class ids in the labels count from 0 in the order of names.',
    });
  }
  return classes;
}

function namesOfList(names: readonly unknown[], file: string): string[] {
  return names.map((name, i) => nameAt(name, i, file));
}

/** Names as `{0: cat, 1: dog}`: the ids must run from 0 without a gap. */
function namesOfMap(names: unknown, file: string): string[] {
  const map = typeof names === 'object' ? (names as Record<string, unknown>) : {};
  const ids = Object.keys(map).map(Number);
  ids.sort((a, b) => a - b);
  if (ids.length === 0 || ids.some((id, i) => id !== i)) {
    throw new UserError({
      code: 'classes-differ',
      message: `${file}: names has the ids ${ids.slice(0, 8).join(', ') || '(none)'}; expected 0, 1, 2 and so on without a gap.`,
      hint: 'Number the classes from 0; give unused ids a name too.',
    });
  }
  return ids.map((id) => nameAt(map[String(id)], id, file));
}

function nameAt(name: unknown, id: number, file: string): string {
  if (typeof name === 'string' || typeof name === 'number' || typeof name === 'boolean') {
    return String(name).trim().normalize('NFC');
  }
  throw new UserError({
    code: 'classes-missing',
    message: `${file}: the name of class ${id} is not a text.`,
    hint: 'Write names as a list of texts, or as id: text.',
  });
}
