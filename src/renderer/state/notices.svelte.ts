// Short messages at the edge of the page: what was done, with a way back, and what failed.
import type { UserErrorDetails } from '../../core/user-error.ts';
import { describeError } from './resource.svelte.ts';

export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
  /** Whether it has become void by something else; then the notice, which is no longer true, is not shown. Reads state. */
  readonly isVoid?: () => boolean;
}
export interface Notice {
  readonly id: number;
  readonly tone: 'done' | 'error';
  readonly message: string;
  readonly hint: string | null;
  readonly action: NoticeAction | null;
}

/** An element, as far as it matters where it lies. */
type Bar = Pick<Element, 'getBoundingClientRect'>;

const VISIBLE_MS = 6000;
/** Errors stay longer: they have to be read. */
const ERROR_VISIBLE_MS = 15_000;

export class Notices {
  #all = $state.raw<readonly Notice[]>([]);
  readonly list = $derived(this.#all.filter(({ action }) => action?.isVoid?.() !== true));
  #kept: readonly Bar[] = [];
  #nextId = 1;

  done(message: string, action: NoticeAction | null = null): void {
    this.#add({ tone: 'done', message, hint: null, action }, VISIBLE_MS);
  }

  /** Shows something thrown. */
  failed(error: unknown): void {
    const { message, hint }: UserErrorDetails = describeError(error);
    this.#add({ tone: 'error', message, hint: hint ?? null, action: null }, ERROR_VISIBLE_MS);
  }

  /** Notices lie above this element of the page's lower edge. @returns what ends that */
  keepClear(bar: Bar): () => void {
    this.#kept = [...this.#kept, bar];
    return () => void (this.#kept = this.#kept.filter((other) => other !== bar));
  }

  /** How far from the lower edge of a page of this height notices stay, px; at least `room` is left for them. */
  clearance(pageHeight: number, room: number): number {
    const tops = this.#kept.map((bar) => bar.getBoundingClientRect().top);
    return Math.max(0, Math.min(pageHeight - Math.min(pageHeight, ...tops), pageHeight - room));
  }

  dismiss(id: number): void {
    this.#all = this.#all.filter((notice) => notice.id !== id);
  }

  #add(notice: Omit<Notice, 'id'>, visibleMs: number): void {
    const id = this.#nextId++;
    this.#all = [...this.#all.slice(-3), { ...notice, id }];
    setTimeout(() => this.dismiss(id), visibleMs);
  }
}
