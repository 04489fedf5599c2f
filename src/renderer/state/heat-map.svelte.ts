// Objectness of the inspected image as the network says it, cell by cell: fetched when a person asks for it.
import type { ObjectnessMaps } from '../../contract/evaluation-calls.ts';
import type { Client } from '../client.ts';
import { unpackNumbers } from './candidate-columns.ts';
import { PromiseCache } from './promise-cache.ts';
import { Resource } from './resource.svelte.ts';

/** What is shown: of a branch one anchor, or the best of all its anchors at each cell. */
export interface HeatChoice {
  readonly branch: number;
  readonly anchor: number | null;
}

/** Probabilities of a grid of cells, rows of `gridWidth` values. */
export interface HeatGrid {
  readonly stride: number;
  readonly gridWidth: number;
  readonly gridHeight: number;
  readonly values: Float32Array;
}

const KEPT = 24;

export class HeatMap {
  /** Null: not shown. */
  choice = $state.raw<HeatChoice | null>(null);
  readonly maps = new Resource<ObjectnessMaps>();
  readonly grid = $derived.by<HeatGrid | null>(() => {
    const { choice } = this;
    const branch = this.maps.value?.branches[choice?.branch ?? -1];
    if (choice === null || branch === undefined) return null;
    const { stride, gridWidth, gridHeight } = branch;
    const chosen = branch.anchors.filter((_, anchor) => choice.anchor === null || choice.anchor === anchor);
    return { stride, gridWidth, gridHeight, values: largest(chosen.map(unpackFloats)) };
  });
  readonly #client: Client;
  readonly #cache = new PromiseCache<ObjectnessMaps>(KEPT);

  constructor(client: Client) {
    this.#client = client;
  }

  /** Fetches the maps of an image, which takes a forward pass of the network. */
  async show(runId: string, split: string, imageId: string): Promise<void> {
    await this.maps.load(() =>
      this.#cache.get(`${runId} ${split} ${imageId}`, () =>
        this.#client.query('evaluation.objectness', { runId, split, imageId }),
      ),
    );
  }

  /** Another image is looked at: its maps are not those shown. */
  forget(): void {
    this.maps.clear();
  }
}

const unpackFloats = (packed: string): Float32Array => new Float32Array(unpackNumbers(packed));

function largest(maps: readonly Float32Array[]): Float32Array {
  const [first, ...others] = maps;
  const values = Float32Array.from(first ?? []);
  for (const map of others) map.forEach((value, i) => (values[i] = Math.max(values[i]!, value)));
  return values;
}
