// Memory that ran out: how it is recognised, and what to do about it.
import type { JobSpec } from '../contract/job-spec.ts';
import { UserError } from '../core/user-error.ts';

/** How V8, worker threads, WebAssembly (whose C++ can only abort), TensorFlow, C++ and the system say it. */
const OUT_OF_MEMORY =
  /out of memory|\bOOM\b|RuntimeError: Aborted\(|could not allocate memory|allocation failed|bad_alloc|cannot allocate memory|ENOMEM|reaching memory limit/i;

/** Whether an error, or what a process printed last, tells of memory that ran out. */
export function tellsOfMemory(text: string): boolean {
  return OUT_OF_MEMORY.test(text);
}

/** A job's error as a `UserError` where memory ran out; else the error itself. */
export function describeMemoryError(error: unknown, spec: JobSpec): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  const [detail = ''] = (error.name === 'Error' ? error.message : String(error)).split('\n');
  return tellsOfMemory(detail) ? outOfMemory(spec, detail) : error;
}

/** @param detail in whose words memory ran out */
export function outOfMemory(spec: JobSpec, detail: string): UserError {
  return new UserError({
    code: 'out-of-memory',
    message: `Memory ran out during the ${spec.kind === 'train' ? 'training' : 'evaluation'} (${detail.trim().replace(/\.$/, '')}).`,
    hint: memoryHint(spec),
  });
}

/** What makes the job need less. */
export function memoryHint(spec: JobSpec): string {
  const others = 'end other programs that need much memory';
  if (spec.kind !== 'train') return `Evaluate a run with a smaller input, or ${others}.`;
  const { input, schedule, network } = spec.recipe;
  const { batchSize } = schedule;
  const ways = [
    ...(batchSize > 1
      ? [`a smaller batch (schedule.batchSize ${Math.floor(batchSize / 2)} instead of ${batchSize})`]
      : []),
    `a smaller input (input.width below ${input.width}${input.height === 'auto' ? '' : `, input.height below ${input.height}`})`,
    ...(batchSize > 1 ? [] : [`a narrower network (network.widthMultiple below ${network.widthMultiple})`]),
  ];
  return `Train again with ${ways.join(' or ')}, or ${others}.`;
}
