// What is said between a process and its thread that prepares images.
import type { Letterbox } from '../../core/letterbox/letterbox.ts';
import type { UserErrorDetails } from '../../core/user-error.ts';

/** Told to the thread when it starts. */
export interface PrepareThreadData {
  /** For pictures that are kept on disk. */
  readonly folder: string;
  readonly pictureBytes: number;
  readonly diskBytes: number;
}

export interface PrepareRequest {
  readonly id: number;
  readonly imageId: string;
  /** Absolute. */
  readonly path: string;
  readonly letterbox: Letterbox;
  /** The asker has no room for it: keep it on disk. */
  readonly keep: boolean;
}

export type PrepareReply =
  | { readonly id: number; readonly pixels: Uint8Array<ArrayBuffer> }
  | { readonly id: number; readonly userError: UserErrorDetails }
  | { readonly id: number; readonly stack: string };
