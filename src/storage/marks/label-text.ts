// A label file's text, and putting more text into it without changing a byte of what is there.

export interface LabelText {
  readonly text: string;
  /** Whether it can stand in a patch as it is. */
  readonly isUtf8: boolean;
  /** Bytes with more text before the character at `at`; undefined where the encoding lacks a letter of it. */
  insert(at: number, addition: string): Buffer | undefined;
}

/** An encoding of a file; `encode` knows every text that `decode` gives. */
interface Encoding {
  decode(bytes: Buffer): string;
  encode(text: string): Buffer;
  /** What else can be encoded; everything unless given. */
  readonly letters?: RegExp;
}

const UTF8: Encoding = {
  decode: (bytes) => bytes.toString('utf8'),
  encode: (text) => Buffer.from(text, 'utf8'),
};
const UTF16_LITTLE: Encoding = {
  decode: (bytes) => bytes.toString('utf16le'),
  encode: (text) => Buffer.from(text, 'utf16le'),
};
const UTF16_BIG: Encoding = {
  decode: (bytes) => swapped(bytes).toString('utf16le'),
  encode: (text) => swapped(Buffer.from(text, 'utf16le')),
};
/** Windows-1252 and its like: what is there stays, and ASCII is added. */
const EIGHT_BIT: Encoding = {
  decode: (bytes) => bytes.toString('latin1'),
  encode: (text) => Buffer.from(text, 'latin1'),
  letters: /^[\t\n\r -~]*$/,
};

/** Reads the encodings that the readers read (`readText`). */
export function readLabelText(bytes: Buffer): LabelText {
  const encoding = encodingOf(bytes);
  const text = encoding.decode(bytes);
  const { encode, letters } = encoding;
  return {
    text,
    isUtf8: encoding === UTF8,
    insert: (at, addition) =>
      letters?.test(addition) === false
        ? undefined
        : Buffer.concat([encode(text.slice(0, at)), encode(addition), encode(text.slice(at))]),
  };
}

function encodingOf(bytes: Buffer): Encoding {
  const mark = bytes.toString('hex', 0, 2);
  const marked = mark === 'fffe' ? UTF16_LITTLE : mark === 'feff' ? UTF16_BIG : UTF8;
  // Only what comes back byte for byte was read in the right encoding.
  return marked.encode(marked.decode(bytes)).equals(bytes) ? marked : EIGHT_BIT;
}

function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16();
}
