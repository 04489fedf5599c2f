// A training on stderr: a progress bar on a terminal, a line an epoch elsewhere.
import { SingleBar } from 'cli-progress';
import type { JobEventPayload } from '../../contract/job-events.ts';
import { formatSeconds } from './format.ts';

type Event<T extends JobEventPayload['type']> = Extract<JobEventPayload, { type: T }>;

/** Waiting for images is told of from here on. */
const TOLD_WAIT_SHARE = 0.03;

const BAR = '{phase} [{bar}] {percentage}%  {text}';

/** Shows events as they come. `stop` gives the terminal back. */
export class TrainingProgress {
  #bar: SingleBar | null = null;
  readonly #interactive = process.stderr.isTTY;

  show(event: JobEventPayload): void {
    if (event.type === 'progress') this.#progress(event);
    else if (event.type === 'metric') this.#line(metricLine(event));
    else if (event.type === 'started')
      this.#line(
        `${event.backend}; ${(event.parameters / 1e6).toFixed(2)} M parameters, ${event.epochs} epochs of ${event.stepsPerEpoch} steps`,
      );
    else if (event.type === 'planned') this.#line(event.reason);
    else if (event.type === 'log')
      this.#line(event.level === 'info' ? event.message : `${event.level}: ${event.message}`);
    else if (event.type === 'diverged') this.#line(event.message);
  }

  #progress(event: Event<'progress'>): void {
    if (!this.#interactive) return;
    const text = progressText(event);
    if (!this.#bar) {
      this.#bar = new SingleBar({
        format: BAR,
        stream: process.stderr,
        hideCursor: true,
        clearOnComplete: true,
        barsize: 24,
      });
      this.#bar.start(event.total, event.done, { phase: event.phase, text });
    } else {
      this.#bar.setTotal(event.total);
      this.#bar.update(event.done, { phase: event.phase, text });
    }
  }

  /** A line that stays, above the bar. */
  #line(text: string): void {
    this.stop();
    process.stderr.write(`${text}\n`);
  }

  stop(): void {
    this.#bar?.stop();
    this.#bar = null;
  }
}

function progressText(event: Event<'progress'>): string {
  const parts = [];
  if (event.epoch !== undefined) parts.push(`epoch ${event.epoch}/${event.epochs ?? '?'}`);
  if (event.losses) {
    const { total, box, objectness, class: classLoss } = event.losses;
    parts.push(
      `loss ${total.toFixed(2)} (box ${box.toFixed(2)}, obj ${objectness.toFixed(2)}, cls ${classLoss.toFixed(2)})`,
    );
  }
  if (event.imagesPerSecond !== undefined) parts.push(`${event.imagesPerSecond.toFixed(1)} images/s`);
  if (event.secondsLeft !== undefined) parts.push(`${formatSeconds(event.secondsLeft)} left`);
  return parts.length > 0 ? parts.join('  ') : `${event.done}/${event.total} ${event.unit}`;
}

function metricLine(event: Event<'metric'>): string {
  const { losses, validation, waitShare = 0 } = event;
  const waited =
    waitShare >= TOLD_WAIT_SHARE ? ` (${(100 * waitShare).toFixed(0)} % of it waiting for images)` : '';
  const found = validation
    ? `  ${validation.split}: AP50 ${validation.AP50.toFixed(3)}, AP ${validation.AP.toFixed(3)}, ${validation.falsePositivesPerImage.toFixed(2)} FP/image`
    : '';
  return (
    `epoch ${String(event.epoch).padStart(3)}  loss ${losses.total.toFixed(3)} (box ${losses.box.toFixed(3)}, obj ${losses.objectness.toFixed(3)}, ` +
    `cls ${losses.class.toFixed(3)})  ${event.imagesPerSecond.toFixed(1)} images/s${waited}  ${formatSeconds(event.seconds)}${found}`
  );
}
