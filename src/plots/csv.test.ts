// Tables as text, and settings in words.
import { expect, it } from 'vitest';
import { formatCsv } from './csv.ts';
import { rate, settingsText, share, shorten } from './words.ts';

it('quotes what needs it, leaves out what is not there, and writes numbers as they are', () => {
  const table = {
    columns: ['class', 'AP'],
    rows: [
      ['a "b", c', 0.1 + 0.2],
      ['two\nlines', null],
      ['d', 1e-7],
    ],
  };
  expect(formatCsv(table)).toBe('class,AP\r\n"a ""b"", c",0.3\r\n"two\nlines",\r\nd,1e-7\r\n');
});

it('says the settings that matter, and those that are unusual', () => {
  const settings = { scoreThreshold: 0.4, nmsIouThreshold: 0.45, matchIouThreshold: 0.5, maxDetections: 300 };
  expect(settingsText(settings)).toBe('score ≥ 0.40 · NMS 0.45 · match IoU 0.50 · at most 300');
  expect(settingsText(settings, ['scoreThreshold', 'matchIouThreshold'])).toBe('NMS 0.45 · at most 300');
  const muted = { branches: [1], anchors: [[0, 2] as const], classes: [] };
  const criterion = { objectnessPower: 1, classPower: 1, sigmaPower: 0 };
  expect(settingsText({ ...settings, criterion, muted })).toContain('at most 300 · powers 1, 1, 0 · 2 muted');
});

it('writes figures short', () => {
  expect([share(0.871), share(1), share(-1), share(null), share(0.0049, 3)]).toEqual([
    '.87',
    '1.00',
    '–',
    '–',
    '.005',
  ]);
  expect([0.05324, 0.5, 3.14159, 123.4].map(rate)).toEqual(['0.0532', '0.5', '3.14', '123']);
  expect([shorten('platelets', 9), shorten('platelets', 6)]).toEqual(['platelets', 'plate…']);
});
