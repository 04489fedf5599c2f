// Runs a command of the command line in this process and captures what it writes.
import { expect, vi } from 'vitest';
import { runCommandLine } from '../run-command-line.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command and captures both streams. */
export async function boxwright(...argv: string[]): Promise<Outcome> {
  const captured = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      captured[name] += String(text);
      return true;
    }),
  );
  try {
    return { code: await runCommandLine(argv), ...captured };
  } finally {
    spies.forEach((spy) => spy.mockRestore());
  }
}

/** The one JSON document that a text is, with the line break behind it. */
export function documentOf(text: string): unknown {
  expect(text.endsWith('\n')).toBe(true);
  return JSON.parse(text);
}
