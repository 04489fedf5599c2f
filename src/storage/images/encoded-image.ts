// An image as bytes that a browser can show.

export interface EncodedImage {
  readonly bytes: Uint8Array;
  readonly mimeType: 'image/jpeg' | 'image/png' | 'image/webp';
}
