// Job processes from the server's side: start, cancel, watch, and leave none behind.
import { UserError } from '../../core/user-error.ts';
import { isTerminal, type JobEventPayload } from '../../contract/job-events.ts';
import type { JobSpec } from '../../contract/job-spec.ts';
import { findEntry } from './find-entry.ts';
import { finishCrashedRun, storeUnstoredEnd } from './finish-crashed-run.ts';
import { forkNode, type NodeChild } from './fork-node.ts';
import type { JobCommand, JobReport } from './messages.ts';

/**
 * Time for a cancelled job to end by itself before it is killed: a person who stops a job sees it gone within 2 seconds. One
 * that is in the middle of a longer step loses the steps since its last checkpoint.
 */
const GRACE_MS = 1500;

export interface SupervisorOptions {
  /** Path of the job process' entry; the built one when left out. */
  readonly entry?: string;
  /** Instead of the usual grace period; for tests. */
  readonly graceMs?: number;
  /** Called for every event of every job, after it is in the journal. */
  readonly onEvent?: (spec: JobSpec, event: JobEventPayload) => void;
}

/** A job that is running. */
export interface RunningJob {
  readonly spec: JobSpec;
  readonly pid: number | undefined;
}

interface Job {
  readonly spec: JobSpec;
  readonly child: NodeChild;
  readonly startedAt: number;
  /** Resolves to the job's terminal event when its process is gone. */
  readonly ended: Promise<JobEventPayload>;
  terminal: JobEventPayload | null;
  cancelled: boolean;
}

/** Starts each job in a process of its own. One training and one evaluation run at a time. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #jobs = new Set<Job>();

  constructor(options: SupervisorOptions = {}) {
    this.#options = options;
  }

  list(): RunningJob[] {
    return [...this.#jobs].map(({ spec, child }) => ({ spec, pid: child.process.pid }));
  }

  /** @throws UserError when a job of this kind would run beside another */
  assertCanStart(kind: JobSpec['kind']): void {
    const other = this.list().find(({ spec }) => spec.kind === kind);
    if (!other) return;
    const what = kind === 'train' ? 'training' : 'evaluation';
    throw new UserError({
      code: `${what}-running`,
      message: `Another ${what} is running: ${other.spec.runDirectory}.`,
      hint: `Wait for it to end, or stop it, then start this ${what} again.`,
    });
  }

  /**
   * Resolves when a job of this kind can start: at once, or when one that was told to stop, or has told its end, is gone.
   * @throws UserError when one is running
   */
  async makeRoom(kind: JobSpec['kind']): Promise<void> {
    const leaving = [...this.#jobs].filter(
      (job) => job.spec.kind === kind && (job.cancelled || job.terminal),
    );
    await Promise.all(leaving.map((job) => job.ended));
    this.assertCanStart(kind);
  }

  /**
   * Starts a job and resolves to its terminal event when its process has ended.
   * @throws UserError (at once) when a job of this kind is running
   */
  start(spec: JobSpec): { readonly ended: Promise<JobEventPayload> } {
    this.assertCanStart(spec.kind);
    const child = forkNode(this.#options.entry ?? findEntry('job-process'));
    const job: Job = {
      spec,
      child,
      startedAt: Date.now(),
      ended: child.exited.then((exit) => this.#finish(job, exit)),
      terminal: null,
      cancelled: false,
    };
    this.#jobs.add(job);
    child.process.on('message', (report: JobReport) => {
      if (isTerminal(report.event)) job.terminal = report.event;
      this.#options.onEvent?.(spec, report.event);
    });
    send(child, { type: 'run', spec });
    return job;
  }

  /** Asks the jobs of a run to stop, and kills them after the grace period. Resolves when they are gone. */
  async cancel(runDirectory: string): Promise<void> {
    const jobs = [...this.#jobs].filter(({ spec }) => spec.runDirectory === runDirectory);
    await Promise.all(jobs.map((job) => this.#stop(job)));
  }

  /** Stops every job; resolves when none is left. */
  async close(): Promise<void> {
    await Promise.all([...this.#jobs].map((job) => this.#stop(job)));
  }

  async #stop(job: Job): Promise<void> {
    job.cancelled = true;
    send(job.child, { type: 'cancel' });
    const timer = setTimeout(() => job.child.process.kill('SIGKILL'), this.#options.graceMs ?? GRACE_MS);
    await job.ended.finally(() => clearTimeout(timer));
  }

  async #finish(job: Job, exit: Awaited<NodeChild['exited']>): Promise<JobEventPayload> {
    try {
      const { spec, child, startedAt, cancelled } = job;
      if (job.terminal) {
        await storeUnstoredEnd(spec, job.terminal);
        return job.terminal;
      }
      const seconds = (Date.now() - startedAt) / 1000;
      const event = await finishCrashedRun(spec, { exit, lastLines: child.lastLines(), cancelled, seconds });
      this.#options.onEvent?.(spec, event);
      return event;
    } finally {
      this.#jobs.delete(job);
    }
  }
}

/** A child that is gone cannot be told anything; that it is gone is noticed by its exit. */
function send({ process: child }: NodeChild, command: JobCommand): void {
  if (child.connected) child.send(command, () => undefined);
}
