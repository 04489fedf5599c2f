// Where the input channels of a layer come from, by the names of layers: the same in two networks as far as they share parts.
import type { Network } from './layer.ts';
import { networkShapes } from './shapes.ts';

/** Neighbouring channels that one layer computed. */
export interface ChannelOrigin {
  readonly role: string;
  readonly channels: number;
}

/**
 * For every layer the origins of its input's channels, in order: a concatenation has several. None for the first, which reads the
 * image. Layers without a name are named by their index.
 */
export function inputOrigins(network: Network): (readonly ChannelOrigin[])[] {
  const shapes = networkShapes(network);
  const outputs: (readonly ChannelOrigin[])[] = [];
  return network.layers.map((layer, index) => {
    const input = outputs[index - 1] ?? [];
    outputs.push(
      layer.kind === 'route'
        ? layer.layers.flatMap((from) => outputs[from]!)
        : [{ role: layer.role ?? String(index), channels: shapes[index]!.channels }],
    );
    return input;
  });
}
