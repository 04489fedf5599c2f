// What is known of crops, by row of the judged table: one after the other as it comes.
import type { CropBatch } from '../../../contract/evaluation-calls.ts';
import { DESCRIPTOR_LENGTH } from '../../../core/look-alikes/describe-crop.ts';
import { unpackNumbers } from '../candidate-columns.ts';

export class CropTable {
  readonly #places = new Map<number, number>();
  #descriptors = new Int8Array();
  #brightness = new Float32Array();

  /** Mean luma of a row's crop in [0, 255]; null where it is not known. */
  brightnessOf(row: number): number | null {
    const place = this.#places.get(row);
    return place === undefined ? null : this.#brightness[place]!;
  }

  /** Where a row's descriptor lies; null where it is not known. */
  descriptorOf(row: number): { readonly descriptors: Int8Array; readonly at: number } | null {
    const place = this.#places.get(row);
    return place === undefined ? null : { descriptors: this.#descriptors, at: place * DESCRIPTOR_LENGTH };
  }

  /** Rows that come twice, as after a lost connection, are those of the later batch. */
  add({ rows, descriptors, brightness }: Pick<CropBatch, 'rows' | 'descriptors' | 'brightness'>): void {
    const added = new Uint32Array(unpackNumbers(rows));
    const newDescriptors = new Int8Array(unpackNumbers(descriptors));
    const newBrightness = new Float32Array(unpackNumbers(brightness));
    this.#makeRoom(this.#places.size + added.length);
    added.forEach((row, i) => {
      const place = this.#places.get(row) ?? this.#places.size;
      this.#places.set(row, place);
      this.#brightness[place] = newBrightness[i]!;
      const own = newDescriptors.subarray(i * DESCRIPTOR_LENGTH, (i + 1) * DESCRIPTOR_LENGTH);
      this.#descriptors.set(own, place * DESCRIPTOR_LENGTH);
    });
  }

  #makeRoom(crops: number): void {
    if (crops <= this.#brightness.length) return;
    const brightness = new Float32Array(2 * crops);
    const descriptors = new Int8Array(2 * crops * DESCRIPTOR_LENGTH);
    brightness.set(this.#brightness);
    descriptors.set(this.#descriptors);
    this.#brightness = brightness;
    this.#descriptors = descriptors;
  }
}
