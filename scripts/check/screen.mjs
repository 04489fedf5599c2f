// What `npm test` shows: a heading and a time for each step, and a table at the end.
import { closingLine } from './reports.mjs';
import { formatSeconds } from '../terminal/format.mjs';
import { createPainter } from '../terminal/steps.mjs';

/** Environment that makes a captured or shown program colour its output as this one's is. */
export function colourEnvironment(stream = process.stdout) {
  return stream.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1', FORCE_COLOR: undefined };
}

/** One step's counts; a step that counts as one needs no number. */
function describeCounts({ passed, failed, skipped }) {
  if (passed + failed + skipped === 1) return '';
  const parts = [`${passed} passed`, failed && `${failed} failed`, skipped && `${skipped} skipped`];
  return `: ${parts.filter(Boolean).join(', ')}`;
}

export function createScreen(stream = process.stdout) {
  const painter = createPainter(stream);
  const write = (text) => stream.write(`${text}\n`);
  const mark = (counts) => (counts.failed > 0 ? painter.red('✗') : painter.green('✓'));

  return {
    /** Announces a step whose output is shown as it comes. */
    started: (title) => write(`\n${painter.bold(`── ${title} ──`)}`),

    /** Closes a step; `output` is what a failed one printed. */
    finished(title, counts, milliseconds, output = '') {
      const time = painter.dim(formatSeconds(milliseconds / 1000));
      write(`${mark(counts)} ${title}  ${time}`);
      if (counts.problem) write(painter.red(`  ${counts.problem}`));
      if (output.trim()) write(output.trimEnd().replace(/^/gm, '    '));
    },

    /** The last thing on stdout: every step, then the sum. */
    summary(results, total, milliseconds) {
      write(`\n${painter.bold('── Summary ──')}`);
      for (const { name, counts } of results) write(`${mark(counts)} ${name}${describeCounts(counts)}`);
      write(`\n${formatSeconds(milliseconds / 1000)}`);
      write(closingLine(total));
    },
  };
}
