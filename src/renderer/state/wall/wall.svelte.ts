// The wall of crops: what passes the filter, in which order or groups, and what is selected of it.
import { BAND_NAMES } from '../../../core/analysis/brightness.ts';
import { HIT, NONE, type JudgedTable } from '../../../core/analysis/judged-table.ts';
import type { Client } from '../../client.ts';
import type { ImageBrightness } from '../image-brightness.svelte.ts';
import type { JudgedSplit } from '../judged-split.svelte.ts';
import type { PageLocation } from '../location.svelte.ts';
import { track } from '../track.ts';
import { filterWall, type WallSource } from './filter-wall.ts';
import { groupCrops, type GroupedWall } from './group-crops.ts';
import { keySet, NOTHING, toggled } from './key-set.ts';
import { keyOf, rowsByKey } from './wall-box.ts';
import { WallCrops } from './wall-crops.svelte.ts';
import { formatWallFilter, parseWallFilter, type WallFilter } from './wall-filter.ts';
import type { WallSection } from './wall-layout.ts';
import { formatWallOrder, orderWall, parseWallOrder, type WallOrder } from './wall-order.ts';
import { WallSelection } from './wall-selection.svelte.ts';

export const TILE_SIZES = ['small', 'medium', 'large'] as const;
export type TileSize = (typeof TILE_SIZES)[number];

const NO_ROWS: ReadonlyMap<number, number> = new Map();
/** Ends of the range of sigma, which lies in [0, 1] but seldom fills it. */
const SIGMA_LIMITS = [0.1, 0.2, 0.3, 0.5, 1];
/** How alike the crops of a group are at first, in [0, 1]. */
export const USUAL_ALIKE = 0.5;

export class Wall {
  readonly crops: WallCrops;
  readonly selection = new WallSelection();
  tileSize = $state<TileSize>('medium');
  filtersShown = $state(true);
  /** Where the wall was scrolled to, px: the way back from an image leads there. */
  scrollTop = 0;
  /** Sections that are not as they are at first: groups are closed, the rest is open. */
  #toggled = $state.raw<ReadonlySet<string>>(NOTHING);
  #grouped = $state.raw<{ readonly table: JudgedTable; readonly value: GroupedWall } | null>(null);
  #grouping = 0;
  readonly #judged: JudgedSplit;
  readonly #brightness: ImageBrightness;
  readonly #location: PageLocation;

  // By way of the text, so that nothing is worked out anew when another part of the URL changes.
  readonly #filterText = $derived.by(() => this.#location.route.wall);
  readonly #orderText = $derived.by(() => this.#location.route.order);
  readonly filter = $derived(parseWallFilter(this.#filterText));
  readonly order = $derived(parseWallOrder(this.#orderText));
  /** Null where the wall is not in groups. */
  readonly alike = $derived.by(() => {
    const { alike } = this.#location.route;
    return alike === undefined ? null : Math.min(1, Math.max(0, alike));
  });

  /** What was judged at the settings; null until it is known. */
  readonly source = $derived.by<WallSource | null>(() => {
    const judged = this.#judged.value;
    if (judged === null) return null;
    const { table } = judged;
    const { bands } = this.#brightness;
    const sigma = table.sigma.reduce((most, value) => Math.max(most, value), 0);
    return {
      table,
      bandOf: (row) => BAND_NAMES[bands?.ofImage[table.image[row]!] ?? BAND_NAMES.length - 1]!,
      brightnessOf: (row) => this.crops.table.brightnessOf(row),
      limits: {
        score: 1,
        sigma: sigma === 0 ? 0 : (SIGMA_LIMITS.find((limit) => limit >= sigma) ?? 1),
        brightness: 255,
      },
    };
  });
  /** Whether true positives are among what is shown: where a filter asks for them. */
  readonly showsHits = $derived(this.filter.outcomes.includes('tp'));
  /** Rows of false positives and missed objects, and of true positives where they are shown; in the table's order. */
  readonly #rows = $derived.by<readonly number[]>(() => {
    if (this.source === null) return [];
    const { length, outcome } = this.source.table;
    const { showsHits } = this;
    return Array.from({ length }, (_, row) => row).filter((row) => showsHits || outcome[row] !== HIT);
  });
  /** How many boxes there are without a filter, but for true positives that are not asked for. */
  readonly total = $derived(this.#rows.length);
  /** Classes that boxes have, and that the objects have that they were compared with: a dataset may have a thousand. */
  readonly boxClasses = $derived(this.#listClasses(this.filter.classes, 'classIndex'));
  readonly objectClasses = $derived(this.#listClasses(this.filter.objects, 'groundTruthClass'));
  readonly filtered = $derived.by(() => {
    track(this.crops.version); // Brightness comes to be known.
    return this.source === null ? null : filterWall(this.source, this.filter);
  });
  /** Rows that pass the filter, in order. */
  readonly ordered = $derived.by<readonly number[]>(() =>
    this.source === null || this.filtered === null
      ? []
      : orderWall(this.source, this.filtered.rows, this.order),
  );
  /** Sections with something in them. In one while groups are being worked out for the first time. */
  readonly sections = $derived.by<readonly WallSection[]>(() => {
    const grouped = this.#grouped;
    const section = (id: string, kind: WallSection['kind'], rows: readonly number[]): WallSection => ({
      id,
      kind,
      rows,
      open: (kind !== 'group') !== this.#toggled.has(id),
    });
    const { source } = this;
    if (source === null || this.alike === null || grouped?.table !== source.table)
      return this.ordered.length === 0 ? [] : [section('all', 'all', this.ordered)];
    const { groups, single, unknown } = grouped.value;
    return [
      ...groups.map((rows) => section(String(keyOf(source.table, rows[0]!)), 'group', rows)),
      section('single', 'single', single),
      section('unknown', 'unknown', unknown),
    ].filter(({ rows }) => rows.length > 0);
  });

  /** Row of each of them, by its key. */
  readonly rowOf = $derived.by<ReadonlyMap<number, number>>(() =>
    this.source === null ? NO_ROWS : rowsByKey(this.source.table, this.#rows),
  );
  /** Selected rows that are among them at these settings, whether or not they pass the filter; in the table's order. */
  readonly selected = $derived.by<readonly number[]>(() =>
    [...this.selection.keys].flatMap((key) => this.rowOf.get(key) ?? []).sort((a, b) => a - b),
  );

  /** Row that the keys stand on, else the first that is selected; undefined where there is none. */
  readonly current = $derived.by<number | undefined>(() => {
    const { active } = this.selection;
    return (active === null ? undefined : this.rowOf.get(active)) ?? this.selected[0];
  });

  constructor(client: Client, judged: JudgedSplit, brightness: ImageBrightness, location: PageLocation) {
    this.crops = new WallCrops(client);
    this.#judged = judged;
    this.#brightness = brightness;
    this.#location = location;
  }

  /** Classes of the rows, and those that the filter names, in their order. */
  #listClasses(named: readonly number[], column: 'classIndex' | 'groundTruthClass'): readonly number[] {
    const { source } = this;
    const found = source === null ? [] : this.#rows.map((row) => source.table[column][row]!);
    return [...keySet(named, found)].filter((index) => index !== NONE).sort((a, b) => a - b);
  }

  setFilter(patch: Partial<WallFilter>): void {
    this.#location.adjust({ wall: formatWallFilter({ ...this.filter, ...patch }) });
  }

  clearFilter(): void {
    this.#location.adjust({ wall: undefined });
  }

  setOrder(order: WallOrder): void {
    this.#location.adjust({ order: formatWallOrder(order) });
  }

  /** @param alike null: no groups */
  setAlike(alike: number | null): void {
    this.#location.adjust({ alike: alike ?? undefined });
  }

  keyOf(row: number): number {
    return keyOf(this.source!.table, row);
  }

  /** Opens a section, or closes it to its first line. */
  toggle(id: string): void {
    this.#toggled = toggled(this.#toggled, id);
  }

  /** The section that a row lies in. */
  sectionOf(row: number): WallSection | undefined {
    return this.sections.find(({ rows }) => rows.includes(row));
  }

  /** Works out the groups anew. What is shown stays until they are there; newer requests overtake. */
  async regroup(): Promise<void> {
    const ticket = ++this.#grouping;
    const { source, alike, ordered } = this;
    if (source === null || alike === null) {
      this.#grouped = null;
      return;
    }
    const value = await groupCrops(ordered, this.crops.table, alike, () => ticket === this.#grouping);
    if (value !== null) this.#grouped = { table: source.table, value };
  }

  /** Of another evaluation nothing may stay. */
  forget(): void {
    this.selection.forget();
    this.#toggled = NOTHING;
    this.#grouped = null;
    this.#grouping += 1;
    this.scrollTop = 0;
  }
}
