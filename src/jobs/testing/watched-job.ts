// A job in a process of its own, with the real entry, whose events can be waited for.
import type { JobEventPayload } from '../../contract/job-events.ts';
import type { JobSpec } from '../../contract/job-spec.ts';
import { Supervisor } from '../process/supervisor.ts';

export interface WatchedJob {
  readonly supervisor: Supervisor;
  readonly pid: number;
  readonly events: readonly JobEventPayload[];
  readonly ended: Promise<JobEventPayload>;
  /** Resolves at the first event that is accepted. @throws Error when the job ends without one */
  when(accept: (event: JobEventPayload) => boolean): Promise<void>;
}

/** Starts a job. */
export function watchJob(spec: JobSpec): WatchedJob {
  const events: JobEventPayload[] = [];
  const listeners = new Set<() => void>();
  const supervisor = new Supervisor({
    onEvent: (_spec, event) => {
      events.push(event);
      for (const listener of listeners) listener();
    },
  });
  const { ended } = supervisor.start(spec);
  const when: WatchedJob['when'] = (accept) => {
    const seen = new Promise<void>((resolve) => {
      const look = () => events.some(accept) && resolve();
      listeners.add(look);
      look();
    });
    const missed = ended.then((end) => {
      if (!events.some(accept)) throw new Error(`The job ended too early: ${JSON.stringify(end)}`);
    });
    return Promise.race([seen, missed]);
  };
  return { supervisor, pid: supervisor.list()[0]!.pid!, events, ended, when };
}

/** Accepts the first step of an epoch. */
export const isStepOf =
  (epoch: number) =>
  (event: JobEventPayload): boolean =>
    event.type === 'progress' && event.phase === 'train' && event.epoch === epoch;

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
