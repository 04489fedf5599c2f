// Finds where a text stops being JSON, since JSON.parse does not always say so.

/** One token at the cursor: punctuation, string, number or word. */
const TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[ !#-[\]-\uffff]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])|true\b|false\b|null\b))/y;

type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

const WORDS: Readonly<Record<Expected, string>> = {
  value: 'a value',
  'value-or-end': 'a value or "]"',
  key: 'a key in double quotes',
  'key-or-end': 'a key in double quotes or "}"',
  colon: '":"',
  'comma-or-end': '"," or the closing bracket',
  nothing: 'the end of the file',
};

/** Offset of the first character that does not fit, and what was expected there; undefined for valid JSON. */
export function findJsonError(text: string): { offset: number; expected: string } | undefined {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let offset = 0;
  for (;;) {
    TOKEN.lastIndex = offset;
    const match = TOKEN.exec(text);
    const start = offset + /^[ \t\r\n]*/.exec(text.slice(offset, offset + LONGEST_GAP))![0].length;
    if (!match) {
      const isEnd = expected === 'nothing' && start >= text.length;
      return isEnd ? undefined : { offset: start, expected: WORDS[expected] };
    }
    const next = step(expected, match, open);
    if (next === undefined) return { offset: start, expected: WORDS[expected] };
    expected = next;
    offset = TOKEN.lastIndex;
  }
}

/** White space that is skipped before a reported place; more of it only makes the place less exact. */
const LONGEST_GAP = 10_000;

/** What may follow a token, or undefined where the token itself does not fit. Opens and closes brackets. */
function step(expected: Expected, match: RegExpExecArray, open: ('{' | '[')[]): Expected | undefined {
  const [, mark, string, word] = match;
  const afterValue = (): Expected => (open.length === 0 ? 'nothing' : 'comma-or-end');
  const isValuePlace = expected === 'value' || expected === 'value-or-end';
  if (word !== undefined) return isValuePlace ? afterValue() : undefined;
  if (string !== undefined) {
    if (expected === 'key' || expected === 'key-or-end') return 'colon';
    return isValuePlace ? afterValue() : undefined;
  }
  if (mark === '{' || mark === '[') {
    if (!isValuePlace) return undefined;
    open.push(mark);
    return mark === '{' ? 'key-or-end' : 'value-or-end';
  }
  if (mark === ':') return expected === 'colon' ? 'value' : undefined;
  const inside = open.at(-1);
  if (mark === ',') {
    if (expected !== 'comma-or-end') return undefined;
    return inside === '{' ? 'key' : 'value';
  }
  const closes = mark === '}' ? '{' : '[';
  const mayClose =
    expected === 'comma-or-end' || expected === (closes === '{' ? 'key-or-end' : 'value-or-end');
  if (!mayClose || inside !== closes) return undefined;
  open.pop();
  return afterValue();
}
