// What the server and a job process say to each other (child-process messages, serialization 'advanced').
import type { JobEventPayload } from '../../contract/job-events.ts';
import type { JobSpec } from '../../contract/job-spec.ts';

/** Server to job process. */
export type JobCommand = { readonly type: 'run'; readonly spec: JobSpec } | { readonly type: 'cancel' };

/** Job process to server: an event that is in the journal already. */
export interface JobReport {
  readonly type: 'event';
  readonly event: JobEventPayload;
}
