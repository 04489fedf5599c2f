// Names for the layers of a network that was stored before layers had any.
import type { Network } from './layer.ts';
import { networkShapes } from './shapes.ts';

/** True where every layer has its name. */
export function hasRoles({ layers }: Network): boolean {
  return layers.every(({ role }) => role !== undefined);
}

/** The network with the names of another that has the same layers; null where it has others. */
export function nameLayers(network: Network, named: Network): Network | null {
  if (network.layers.length !== named.layers.length) return null;
  const [shapes, others] = [networkShapes(network), networkShapes({ ...named, input: network.input })];
  const same = network.layers.every(
    ({ kind }, i) =>
      kind === named.layers[i]!.kind &&
      shapes[i]!.channels === others[i]!.channels &&
      shapes[i]!.stride === others[i]!.stride &&
      shapes[i]!.parameters === others[i]!.parameters,
  );
  if (!same) return null;
  return {
    ...network,
    layers: network.layers.map((layer, i) => {
      const { role } = named.layers[i]!;
      return role === undefined ? layer : { ...layer, role };
    }),
  };
}
