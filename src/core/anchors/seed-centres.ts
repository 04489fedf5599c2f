// Where clustering starts: k-means++, and what to do where there are fewer sizes than centres.
import type { Size } from '../boxes/box.ts';
import type { Random } from '../random.ts';
import { sum } from '../statistics/sum.ts';
import { assignOwners, createOwners } from './owners.ts';
import type { FitMetric } from './shape-fit.ts';
import { sizeAt, type SizeTable } from './size-table.ts';

/** The anchor of a dataset without objects, px. */
const NO_OBJECTS: Size = { width: 32, height: 32 };

/**
 * Each next centre is drawn in proportion to the squared distance, 1 - fit, from those already drawn (k-means++, Arthur and
 * Vassilvitskii 2007). Where all sizes are centres already, the others lie a quarter octave apart around them.
 * @param held centres that there are already; they come first. @returns `count` in all
 */
export function seedCentres(
  table: SizeTable,
  count: number,
  metric: FitMetric,
  random: Random,
  held: readonly Size[] = [],
): Size[] {
  const { length, weight } = table;
  if (length === 0) return [...held, ...spreadAround([NO_OBJECTS], count - held.length)];
  const pick = (weights: Float64Array, total: number): Size => {
    let target = random.next() * total;
    let chosen = 0;
    while (chosen < length - 1 && (target -= weights[chosen]!) > 0) chosen++;
    return sizeAt(table, chosen);
  };
  const centres = held.length > 0 ? [...held] : [pick(weight, sum(weight))];
  const owners = createOwners(length);
  const chances = new Float64Array(length);
  while (centres.length < count) {
    assignOwners(table, centres, metric, owners);
    for (let i = 0; i < length; i++) chances[i] = weight[i]! * (1 - owners.fit[i]!) ** 2;
    const total = sum(chances);
    if (!(total > 0)) return spreadAround(centres, count);
    centres.push(pick(chances, total));
  }
  return centres;
}

/** The centres, then each of them larger and smaller by quarter octaves, until there are `count`. */
function spreadAround(centres: readonly Size[], count: number): Size[] {
  return Array.from({ length: count }, (_, i) => {
    const { width, height } = centres[i % centres.length]!;
    const turn = Math.floor(i / centres.length);
    const factor = 2 ** ((turn % 2 === 1 ? (turn + 1) / 2 : -turn / 2) / 4);
    return { width: width * factor, height: height * factor };
  });
}
