// Groups of crops that look alike, from their descriptors.
import { DESCRIPTOR_LENGTH, DESCRIPTOR_UNIT } from './describe-crop.ts';

/** Numbers after which it is looked whether two crops are too far apart already. */
const STRIDE = 4;

/**
 * Leader clustering: a crop joins the group whose first member is nearest to it and within the radius, the earlier of equals;
 * where there is none, it starts a group. What is added first decides, so the same order gives the same groups. Distance is the
 * root of the summed squared differences of two descriptors: one where all of a crop differs by a standard deviation of its luma.
 */
export class LookAlikeGroups {
  readonly #limit: number;
  /** Descriptors of the first members, one after the other. */
  #leaders = new Int8Array(64 * DESCRIPTOR_LENGTH);
  readonly #groups: number[][] = [];

  /** @param radius greatest distance of a member from the first of its group */
  constructor(radius: number) {
    this.#limit = (radius * DESCRIPTOR_UNIT) ** 2;
  }

  /** Members of each group in the order in which they were added. */
  get groups(): readonly (readonly number[])[] {
    return this.#groups;
  }

  /**
   * @param crop the number by which it is known
   * @param descriptors where its descriptor lies, `at` values from the start
   */
  add(crop: number, descriptors: Int8Array, at: number): void {
    const group = this.#findNearest(descriptors, at);
    if (group !== null) {
      group.push(crop);
      return;
    }
    const end = this.#groups.length * DESCRIPTOR_LENGTH;
    if (end === this.#leaders.length) {
      const larger = new Int8Array(2 * end);
      larger.set(this.#leaders);
      this.#leaders = larger;
    }
    this.#leaders.set(descriptors.subarray(at, at + DESCRIPTOR_LENGTH), end);
    this.#groups.push([crop]);
  }

  #findNearest(descriptors: Int8Array, at: number): number[] | null {
    const leaders = this.#leaders;
    const length = DESCRIPTOR_LENGTH;
    const end = this.#groups.length * length;
    let nearest = -1;
    let least = this.#limit;
    for (let from = 0; from < end; from += length) {
      let sum = 0;
      for (let i = 0; i < length && sum <= least; i += STRIDE) {
        for (let j = i; j < i + STRIDE; j++) {
          const difference = descriptors[at + j]! - leaders[from + j]!;
          sum += difference * difference;
        }
      }
      // The limit itself is within it; of equals the first stays.
      if (nearest < 0 ? sum <= least : sum < least) {
        least = sum;
        nearest = from;
      }
    }
    return nearest < 0 ? null : this.#groups[nearest / length]!;
  }
}
