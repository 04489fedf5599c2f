// What is said between a split and the threads that hold parts of it.
import type { OperatingSettings } from '../../contract/evaluation.ts';
import type { JudgedSurvivors } from '../../core/metrics/split-recounter.ts';

export interface PartRequest {
  readonly id: number;
  readonly settings: OperatingSettings;
}

export type PartReply =
  | { readonly id: number; readonly judged: JudgedSurvivors }
  /** Stack of a bug. */
  | { readonly id: number; readonly stack: string };
