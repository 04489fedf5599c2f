// Turns progress counts into a line of text with rate and time left.
import { formatBytes, formatSeconds } from './format.mjs';

const WINDOW_MILLISECONDS = 5000;

/**
 * Measures the rate over the last few seconds, so that a resumed download does not count what was there before.
 * @returns {(done: number, now?: number) => number} units per second, 0 while unknown
 */
export function createRateMeter() {
  const samples = [];
  return (done, now = Date.now()) => {
    if (samples.length > 0 && done < samples[samples.length - 1].done) samples.length = 0;
    samples.push({ done, now });
    while (samples.length > 2 && now - samples[0].now > WINDOW_MILLISECONDS) samples.shift();
    const elapsed = (now - samples[0].now) / 1000;
    return elapsed < 0.5 ? 0 : (done - samples[0].done) / elapsed;
  };
}

/**
 * @param {{done: number, total?: number, unit: string, message?: string}} progress
 * @param {number} rate units per second, 0 while unknown
 */
export function describeProgress({ done, total, unit, message }, rate) {
  if (message && total === 1) return message; // one thing to wait for: nothing to count
  const amount = (value) => (unit === 'bytes' ? formatBytes(value) : String(Math.round(value)));
  const parts = [];
  if (message) parts.push(message);
  const count = total ? `${amount(done)} of ${amount(total)}` : amount(done);
  parts.push(unit === 'bytes' ? count : `${count} ${unit}`);
  if (rate > 0) {
    parts.push(unit === 'bytes' ? `${formatBytes(rate)}/s` : `${rate.toFixed(rate < 10 ? 1 : 0)}/s`);
    if (total && total > done) parts.push(`${formatSeconds((total - done) / rate)} left`);
  }
  return parts.join('  ');
}
