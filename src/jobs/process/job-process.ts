// Entry of a job process: one training or evaluation, in a process that may die without taking anything with it.
import { stackOf } from '../../core/stack-of.ts';
import { runJob } from '../run-job.ts';
import { serveJob, type JobChannel } from './serve-job.ts';

/** Time for a job to end by itself once its server is gone. */
const ORPHAN_GRACE_MS = 20_000;

const channel: JobChannel = {
  on: process.on.bind(process) as JobChannel['on'],
  send: (report) =>
    new Promise((resolve) => {
      if (process.connected && process.send) process.send(report, undefined, undefined, () => resolve());
      else resolve();
    }),
};

process.on('disconnect', () => setTimeout(() => process.exit(1), ORPHAN_GRACE_MS).unref());

serveJob(channel, runJob).then(
  () => process.exit(0), // Native engines keep threads and timers of their own.
  (error: unknown) => {
    process.stderr.write(`${stackOf(error)}\n`, () => process.exit(1));
  },
);
