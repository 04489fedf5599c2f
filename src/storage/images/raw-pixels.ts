// Pixels of a file that was decoded without sharp.

/** Pixels as they lie in a file that sharp itself cannot read. */
export interface RawPixels {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}
