// The images of a dataset under a filter, fetched a page at a time as they scroll into view.
import { SvelteMap } from 'svelte/reactivity';
import type { DatasetImage, ImageListItem } from '../../contract/api.ts';
import type { Client } from '../client.ts';
import { Claims } from './claims.ts';
import { describeError } from './resource.svelte.ts';
import type { UserErrorDetails } from '../../core/user-error.ts';

export interface GalleryFilter {
  readonly split?: string | undefined;
  readonly className?: string | undefined;
  readonly onlyProblems?: boolean | undefined;
  readonly search?: string | undefined;
}

const PAGE_SIZE = 200;
/** Annotations kept for tiles that were scrolled away. */
const ANNOTATIONS_KEPT = 600;

export class Gallery {
  total = $state<number | null>(null);
  error = $state.raw<UserErrorDetails | null>(null);
  filter = $state.raw<GalleryFilter>({});
  readonly #client: Client;
  readonly #pages = new SvelteMap<number, readonly ImageListItem[]>();
  readonly #requested = new Claims<number>();
  readonly #annotations = new SvelteMap<string, DatasetImage>();
  readonly #annotationsRequested = new Claims<string>();
  #datasetId: string | null = null;
  #generation = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Shows a dataset under a filter; does nothing where both are as before. */
  show(datasetId: string, filter: GalleryFilter): void {
    if (datasetId === this.#datasetId && JSON.stringify(filter) === JSON.stringify(this.filter)) return;
    if (datasetId !== this.#datasetId) {
      this.#annotations.clear();
      this.#annotationsRequested.clear();
      this.total = null;
    }
    this.#datasetId = datasetId;
    this.filter = filter;
    this.reload();
  }

  /** Fetches again what is shown. */
  reload(): void {
    this.#generation += 1;
    this.#pages.clear();
    this.#requested.clear();
    this.error = null;
    this.need(0, 1);
  }

  /** The image at a position of the filtered list; null until its page is here. */
  at(index: number): ImageListItem | null {
    return this.#pages.get(Math.floor(index / PAGE_SIZE))?.[index % PAGE_SIZE] ?? null;
  }

  /** Position of an image among the pages that are here, or -1. */
  indexOf(imageId: string): number {
    for (const [page, items] of this.#pages) {
      const index = items.findIndex((item) => item.imageId === imageId);
      if (index >= 0) return page * PAGE_SIZE + index;
    }
    return -1;
  }

  /** Fetches the pages that hold positions [first, last). */
  need(first: number, last: number): void {
    for (let page = Math.floor(first / PAGE_SIZE); page * PAGE_SIZE < last; page++)
      void this.#fetchPage(page);
  }

  /** The annotations of an image, fetched at the first call; null until they are here. */
  annotations(imageId: string): DatasetImage | null {
    const known = this.#annotations.get(imageId);
    if (known === undefined) void this.#fetchAnnotations(imageId);
    return known ?? null;
  }

  async #fetchPage(page: number): Promise<void> {
    const datasetId = this.#datasetId;
    if (datasetId === null || !this.#requested.claim(page)) return;
    const generation = this.#generation;
    const { split, className, onlyProblems, search } = this.filter;
    try {
      const list = await this.#client.query('dataset.images', {
        datasetId,
        offset: page * PAGE_SIZE,
        limit: PAGE_SIZE,
        ...(split !== undefined && { split }),
        ...(className !== undefined && { className }),
        ...(onlyProblems === true && { onlyProblems }),
        ...(search !== undefined && search !== '' && { search }),
      });
      if (generation !== this.#generation) return;
      this.total = list.total;
      this.#pages.set(page, list.items);
    } catch (error) {
      if (generation !== this.#generation) return;
      this.#requested.release(page);
      this.error = describeError(error);
    }
  }

  async #fetchAnnotations(imageId: string): Promise<void> {
    const datasetId = this.#datasetId;
    if (datasetId === null || !this.#annotationsRequested.claim(imageId)) return;
    try {
      const image = await this.#client.query('dataset.image', { datasetId, imageId });
      if (datasetId !== this.#datasetId) return;
      this.#annotations.set(imageId, image);
      if (this.#annotations.size > ANNOTATIONS_KEPT) {
        const [oldest] = this.#annotations.keys();
        this.#annotations.delete(oldest!);
        this.#annotationsRequested.release(oldest!);
      }
    } catch {
      // A tile without boxes is no reason for an error; the image's own view reports it.
      this.#annotationsRequested.release(imageId);
    }
  }
}
