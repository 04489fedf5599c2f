// Reads lists out of a JSON file of any size: the file is never in memory as a whole, nor are the lists.
import { closeSync, openSync, readSync } from 'node:fs';

const SIZES = {
  /** Bytes read at a time. */
  chunk: 4 * 1024 ** 2,
  /** Bytes of a list that are parsed at a time. */
  batch: 512 * 1024,
};

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** The file is not what is read here: an object in UTF-8. Whoever wants to know why parses it as a whole. */
export class NotStreamable extends Error {}

/** What to do with the members of the object. */
export interface ListReader {
  /** Called for every member, in the order of the file. @returns whether its value is a list whose entries are wanted */
  wants(key: string): boolean;
  /** Called with the entries of a wanted list, many at a time. */
  entries(key: string, entries: readonly unknown[]): void;
  /** Called behind a wanted list. @param end where its closing bracket stands, in bytes from the start of the file */
  readonly listEnd?: (key: string, end: number) => void;
  /** Called between two pieces of work. */
  readonly onBytes?: (read: number) => Promise<void> | undefined;
}

/** @throws NotStreamable where the file is no JSON object or a wanted member is no list */
export async function readJsonLists(path: string, reader: ListReader, sizes = SIZES): Promise<void> {
  const file = openSync(path, 'r');
  try {
    await new Scan(file, reader, sizes).run();
  } catch (error) {
    // JSON.parse of a part, and TextDecoder.
    if (error instanceof SyntaxError || error instanceof TypeError) throw new NotStreamable(error.message);
    throw error;
  } finally {
    closeSync(file);
  }
}

class Scan {
  readonly #file: number;
  readonly #reader: ListReader;
  readonly #sizes: typeof SIZES;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  /** Bytes from `#kept` on are still needed; `#at` is where the scan is. */
  #bytes = Buffer.alloc(0);
  #at = 0;
  #kept = 0;
  #read = 0;
  /** Bytes that were passed are needed no more. */
  #discards = false;

  constructor(file: number, reader: ListReader, sizes: typeof SIZES) {
    this.#sizes = sizes;
    this.#file = file;
    this.#reader = reader;
  }

  async run(): Promise<void> {
    this.#more();
    if (this.#bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) this.#at = 3;
    this.#expect(OPEN_OBJECT);
    if (this.#peek() === CLOSE_OBJECT) this.#at++;
    else {
      do await this.#member();
      while (this.#separator(CLOSE_OBJECT));
    }
    if (this.#peek() !== undefined) throw new NotStreamable('There is something behind the object.');
  }

  async #member(): Promise<void> {
    if (this.#peek() !== QUOTE) throw new NotStreamable('A key is missing.');
    const key = this.#key();
    this.#expect(COLON);
    if (!this.#reader.wants(key)) {
      this.#peek();
      this.#skipValue();
      return;
    }
    this.#expect(OPEN_LIST);
    await this.#list(key);
  }

  /** The entries of a list whose bracket was read, batch by batch. */
  async #list(key: string): Promise<void> {
    this.#kept = this.#at;
    for (let [end, first] = [false, true]; !end; first = false) {
      this.#skipTo(
        (byte) => byte === CLOSE_LIST || (byte === COMMA && this.#at - this.#kept >= this.#sizes.batch),
      );
      end = this.#bytes[this.#at] === CLOSE_LIST;
      const text = this.#decoder.decode(this.#bytes.subarray(this.#kept, this.#at));
      if (text.trim() === '' && !(first && end)) throw new NotStreamable('An entry is missing.');
      const offset = this.#read - this.#bytes.length + this.#at;
      this.#at++;
      this.#kept = this.#at;
      this.#reader.entries(key, JSON.parse(`[${text}]`) as unknown[]);
      if (end) this.#reader.listEnd?.(key, offset);
      await this.#reader.onBytes?.(this.#read);
    }
  }

  /** Moves to the first byte outside of strings and brackets for which `found` holds. */
  #skipTo(found: (byte: number) => boolean): void {
    for (let depth = 0; ;) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) {
        if (!this.#more()) throw new NotStreamable('The file ends too early.');
      } else if (byte === QUOTE) this.#skipString();
      else if (depth === 0 && (byte === COMMA || byte === CLOSE_LIST || byte === CLOSE_OBJECT) && found(byte))
        return;
      else {
        if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth++;
        else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) depth--;
        if (depth < 0) throw new NotStreamable('A bracket closes what is not open.');
        this.#at++;
      }
    }
  }

  #skipString(): void {
    for (let from = this.#at + 1; ;) {
      const end = this.#bytes.indexOf(QUOTE, from);
      if (end < 0) {
        const searched = this.#bytes.length - this.#at;
        if (!this.#more()) throw new NotStreamable('The file ends within a string.');
        from = this.#at + searched;
        continue;
      }
      let slashes = 0;
      while (this.#bytes[end - 1 - slashes] === BACKSLASH) slashes++;
      if (slashes % 2 === 0) {
        this.#at = end + 1;
        return;
      }
      from = end + 1;
    }
  }

  #skipValue(): void {
    this.#discards = true;
    this.#skipTo((byte) => byte === COMMA || byte === CLOSE_OBJECT);
    this.#discards = false;
  }

  #key(): string {
    this.#kept = this.#at;
    this.#skipString();
    return JSON.parse(this.#decoder.decode(this.#bytes.subarray(this.#kept, this.#at))) as string;
  }

  /** Reads the comma between members, or the end. @returns whether another follows */
  #separator(close: number): boolean {
    const byte = this.#peek();
    this.#at++;
    if (byte === COMMA) return true;
    if (byte === close) return false;
    throw new NotStreamable('A comma is missing.');
  }

  #expect(byte: number): void {
    if (this.#peek() !== byte) throw new NotStreamable(`"${String.fromCharCode(byte)}" is missing.`);
    this.#at++;
  }

  /** The next byte that is not blank, which is not consumed; undefined at the end of the file. */
  #peek(): number | undefined {
    this.#kept = this.#at;
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) {
        if (!this.#more()) return undefined;
      } else if (isBlank(byte)) {
        this.#at++;
        this.#kept = this.#at;
      } else return byte;
    }
  }

  /** Drops what is not needed any more and reads on. @returns false at the end of the file */
  #more(): boolean {
    if (this.#discards) this.#kept = this.#at;
    const rest = this.#bytes.subarray(this.#kept);
    const { chunk } = this.#sizes;
    const bytes = Buffer.allocUnsafe(rest.length + chunk);
    rest.copy(bytes);
    const read = readSync(this.#file, bytes, rest.length, chunk, null);
    this.#bytes = bytes.subarray(0, rest.length + read);
    this.#at -= this.#kept;
    this.#kept = 0;
    this.#read += read;
    return read > 0;
  }
}
