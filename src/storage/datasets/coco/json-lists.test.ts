// Lists read piece by piece equal what JSON.parse reads, wherever the pieces end; what is no JSON is refused by both.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { NotStreamable, readJsonLists } from './json-lists.ts';

const folder = mkdtempSync(join(tmpdir(), 'boxwright-test-'));
const file = join(folder, 'lists.json');
afterAll(() => rmSync(folder, { recursive: true }));

/** The wanted lists of the file's text; the others are only passed over. */
async function read(text: string | Uint8Array, chunk: number, batch: number) {
  writeFileSync(file, text);
  const lists: Record<string, unknown[]> = {};
  const reader = {
    wants: (key: string) => {
      if (!key.startsWith('list')) return false;
      lists[key] = [];
      return true;
    },
    entries: (key: string, entries: readonly unknown[]) => void lists[key]!.push(...entries),
  };
  await readJsonLists(file, reader, { chunk, batch });
  return lists;
}

const sizes = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }));
const key = fc.oneof(fc.constantFrom('list', 'list\\u0041', 'other'), fc.string());
const content = fc.dictionary(key, fc.jsonValue({ maxDepth: 2 })).map((values) => {
  // Wanted members are lists.
  const entries = Object.entries(values).map(([name, value]) =>
    name.startsWith('list') ? [name, Array.isArray(value) ? value : [value, 'ä"\\', {}]] : [name, value],
  );
  return Object.fromEntries(entries) as Record<string, unknown>;
});

it('reads what JSON.parse reads', async () => {
  await fc.assert(
    fc.asyncProperty(content, sizes, fc.constantFrom(0, 1, '\t'), async (values, [chunk, batch], indent) => {
      const wanted = Object.entries(values).filter(([name]) => name.startsWith('list'));
      const text = JSON.stringify(values, null, indent);
      expect(await read(text, chunk, batch)).toEqual(JSON.parse(JSON.stringify(Object.fromEntries(wanted))));
    }),
    { numRuns: 300 },
  );
});

it('refuses damaged text that JSON.parse refuses', async () => {
  const damage = fc.tuple(fc.nat(), fc.constantFrom('', ',', '}', ']', '"', ':', 'x'));
  await fc.assert(
    fc.asyncProperty(content, sizes, damage, async (values, [chunk, batch], [at, character]) => {
      const text = JSON.stringify({ list: [1, { a: [2] }, 'b'], ...values });
      const place = at % text.length;
      const damaged = text.slice(0, place) + character + text.slice(place + 1);
      let lists: Record<string, unknown> | undefined;
      try {
        lists = await read(damaged, chunk, batch);
      } catch (error) {
        expect(error).toBeInstanceOf(NotStreamable);
      }
      // Members that are passed over are not looked into; what was read of the others is right.
      if (lists === undefined) return;
      try {
        const whole = JSON.parse(damaged) as Record<string, unknown>;
        for (const [name, list] of Object.entries(lists)) expect(list).toEqual(whole[name]);
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
      }
    }),
    { numRuns: 300 },
  );
});

it.each([
  ['no object', '[1]'],
  ['nothing', ''],
  ['something behind the object', '{"list": []} 1'],
  ['a wanted member that is no list', '{"list": {}}'],
  ['the end too early', '{"list": [1, {"a": "b'],
  ['a comma too many', '{"list": [1,]}'],
])('refuses %s', (_, text) => expect(read(text, 8, 8)).rejects.toBeInstanceOf(NotStreamable));

it('refuses other encodings, and passes over a byte-order mark', async () => {
  const latin1 = Buffer.from('{"list": ["caf\xe9"]}', 'latin1');
  await expect(read(latin1, 8, 8)).rejects.toBeInstanceOf(NotStreamable);
  expect(await read('\ufeff{"list": [1]}', 8, 8)).toEqual({ list: [1] });
});
