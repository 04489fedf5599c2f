// Shows set-up steps: one live line on a terminal, plain lines elsewhere; always on stderr.
import { formatSeconds } from './format.mjs';
import { createRateMeter, describeProgress } from './rate.mjs';

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const LIVE_INTERVAL_MILLISECONDS = 100;
const PLAIN_INTERVAL_MILLISECONDS = 10_000;

/** Wraps text in an ANSI code where the stream is a terminal that wants colour. */
export function createPainter(stream) {
  const colour = Boolean(stream.isTTY) && !('NO_COLOR' in process.env) && process.env.TERM !== 'dumb';
  const paint = (code) => (text) => (colour ? `\x1b[${code}m${text}\x1b[0m` : text);
  return { green: paint('32'), yellow: paint('33'), red: paint('31'), dim: paint('2'), bold: paint('1') };
}

/**
 * @typedef {{done: number, total?: number, unit: string, message?: string}} Progress
 * @typedef {{state: 'done' | 'unchanged' | 'warning', detail?: string, lines?: string[]}} Outcome
 * @typedef {(progress: Progress | string) => void} Report
 */

/** Follows one step's latest progress and words it. */
function createStepText(title) {
  let meter = createRateMeter();
  let message = '';
  let text = '';
  return {
    update(progress) {
      const next = typeof progress === 'string' ? progress : (progress.message ?? '');
      if (next !== message) meter = createRateMeter();
      message = next;
      text = typeof progress === 'string' ? progress : describeProgress(progress, meter(progress.done));
    },
    line: () => (text ? `${title}: ${text}` : title),
  };
}

/** Redraws the step's line on a terminal; elsewhere prints it now and then. */
function startDrawing(stream, stepText, painter) {
  let frame = 0;
  if (!stream.isTTY) {
    const timer = setInterval(() => stream.write(`  ${stepText.line()}\n`), PLAIN_INTERVAL_MILLISECONDS);
    return () => clearInterval(timer);
  }
  const draw = () => {
    frame = (frame + 1) % SPINNER.length;
    const line = stepText.line().slice(0, Math.max(20, (stream.columns ?? 80) - 3));
    stream.write(`\r\x1b[2K${painter.dim(SPINNER[frame])} ${line}`);
  };
  const timer = setInterval(draw, LIVE_INTERVAL_MILLISECONDS);
  return () => {
    clearInterval(timer);
    stream.write('\r\x1b[2K');
  };
}

/**
 * Makes a runner of steps.
 * @param {{stream?: NodeJS.WriteStream, showUnchanged?: boolean}} options `showUnchanged` also names the steps that had nothing to do
 */
export function createSteps({ stream = process.stderr, showUnchanged = false } = {}) {
  const painter = createPainter(stream);
  const marks = { done: painter.green('✓'), unchanged: painter.green('✓'), warning: painter.yellow('!') };

  function announce(title, outcome, seconds) {
    if (outcome.state === 'unchanged' && !showUnchanged) return;
    const time = seconds >= 0.5 ? painter.dim(`  ${formatSeconds(seconds)}`) : '';
    const detail = outcome.detail ? `: ${outcome.detail}` : '';
    stream.write(`${marks[outcome.state]} ${title}${detail}${time}\n`);
    for (const line of outcome.lines ?? []) stream.write(`    ${painter.dim(line)}\n`);
  }

  return {
    /**
     * Runs one step; what it throws is passed on after the live line is cleared.
     * @param {string} title
     * @param {(report: Report) => Promise<Outcome> | Outcome} work
     */
    async run(title, work) {
      const started = Date.now();
      const stepText = createStepText(title);
      const stopDrawing = startDrawing(stream, stepText, painter);
      let outcome;
      try {
        outcome = await work((progress) => stepText.update(progress));
      } catch (error) {
        stopDrawing();
        if (error?.name !== 'AbortError') stream.write(`${painter.red('✗')} ${title}\n`);
        throw error;
      }
      stopDrawing();
      announce(title, outcome, (Date.now() - started) / 1000);
      return outcome;
    },
  };
}
