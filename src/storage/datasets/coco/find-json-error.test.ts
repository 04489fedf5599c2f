import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonError } from './find-json-error.ts';

describe('findJsonError', () => {
  it.each([
    ['{"a": [1, -2.5e3, "x\\n", {}], "b": {"c": null}} \n', undefined],
    ['{"a": [}', 7],
    ['{"a": [', 7],
    ['{"a": NaN}', 6],
    ['{"a": 1,}', 8],
    ['[1, 2,\n 3 4]', 10],
    ["{'a': 1}", 1],
    ['{"a" 1}', 5],
    ['[1] x', 4],
    ['', 0],
    ['[1}', 2],
    ['{"a": "open', 6],
    ['[01]', 1],
  ])('%s', (text, offset) => {
    expect(findJsonError(text)?.offset).toBe(offset);
    const parse = (): unknown => JSON.parse(text);
    if (offset === undefined) expect(parse).not.toThrow();
    else expect(parse).toThrow();
  });

  it('agrees with JSON.parse on damaged texts', () => {
    const damaged = fc.tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom('', ',', '}', ']', '"', ':', '1', ' ', 'x'),
    );
    fc.assert(
      fc.property(damaged, ([json, at, character]) => {
        const place = at % (json.length + 1);
        const text = json.slice(0, place) + character + json.slice(place + 1);
        let isValid = true;
        try {
          JSON.parse(text);
        } catch {
          isValid = false;
        }
        expect(findJsonError(text) === undefined).toBe(isValid);
      }),
    );
  });
});
