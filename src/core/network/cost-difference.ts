// What a change of a network costs.
import type { NetworkCost } from './shapes.ts';

/** Each as a share of the cost before: 0.25 is a quarter more, negative is less. */
export type CostDifference = NetworkCost;

/** From one network's cost to another's. A cost of zero before counts as no change where it stays zero, else as infinite. */
export function costDifference(before: NetworkCost, after: NetworkCost): CostDifference {
  const share = (from: number, to: number) => (to === from ? 0 : to / from - 1);
  return {
    parameters: share(before.parameters, after.parameters),
    flops: share(before.flops, after.flops),
    candidatesPerImage: share(before.candidatesPerImage, after.candidatesPerImage),
  };
}
