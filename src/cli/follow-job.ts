// Runs a job in this process and shows its events on stderr.
import type { JobEventPayload } from '../contract/job-events.ts';
import type { JobSpec } from '../contract/job-spec.ts';
import { UserError } from '../core/user-error.ts';
import type { runJob } from '../jobs/run-job.ts';
import { Interrupted } from './exit-codes.ts';
import { interruptSignal } from './interrupt.ts';
import { TrainingProgress } from './output/training-progress.ts';

/** What a job's time went to; without steps for jobs that do not measure. */
export type JobTiming = Pick<Extract<JobEventPayload, { type: 'timing' }>, 'steps' | 'profile'>;

/** Follows a job to its end. @throws UserError when it fails, Interrupted when it was stopped */
export async function followJob(job: typeof runJob, spec: JobSpec, runDirectory: string): Promise<JobTiming> {
  const interrupt = interruptSignal();
  const progress = new TrainingProgress();
  let timing: JobTiming = { steps: [] };
  try {
    for await (const event of job(spec, { signal: interrupt.signal })) {
      progress.show(event);
      if (event.type === 'timing') timing = event;
      if (event.type === 'failed')
        throw new UserError({
          code: event.code,
          message: event.message,
          ...(event.hint ? { hint: event.hint } : {}),
        });
      if (event.type === 'cancelled') {
        progress.stop();
        if (spec.kind === 'train')
          process.stderr.write(`Stopped. Go on with: boxwright train --resume ${runDirectory}\n`);
        throw new Interrupted();
      }
    }
  } finally {
    progress.stop();
    interrupt.release();
  }
  return timing;
}
