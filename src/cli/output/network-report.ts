// A network's layers, heads and cost, as text or as one document.
import type { Layer, Network } from '../../core/network/layer.ts';
import { networkCost, networkHeads, networkShapes } from '../../core/network/shapes.ts';
import { formatFlops } from './format.ts';
import { formatTable } from './table.ts';

/** The document of --json. Lengths in input px; `from` and `layers` are positions in the list. */
export function networkDocument(name: string, network: Network) {
  const shapes = networkShapes(network);
  return {
    name,
    input: network.input,
    layers: network.layers.map((layer, index) => {
      const { width, height, channels, ...measures } = shapes[index]!;
      const { kind, ...settings } = layer;
      return { index, kind, settings, output: { width, height, channels }, ...measures };
    }),
    heads: networkHeads(network, shapes).map(({ layer, ...head }) => ({
      ...head,
      anchors: layer.anchors.length,
      candidates: head.gridWidth * head.gridHeight * layer.anchors.length,
    })),
    ...networkCost(network),
  };
}

/** The text without --json. */
export function networkReport(name: string, network: Network): string {
  const shapes = networkShapes(network);
  const cost = networkCost(network);
  const layers = network.layers.map((layer, index) => {
    const shape = shapes[index]!;
    return [
      String(index),
      layer.kind,
      layer.kind === 'convolutional' ? String(layer.filters) : '',
      describeLayer(layer),
      `${shape.width}x${shape.height}x${shape.channels}`,
      String(shape.receptiveField),
      shape.parameters > 0 ? shape.parameters.toLocaleString('en') : '',
      shape.flops > 0 ? formatFlops(shape.flops) : '',
    ];
  });
  const heads = networkHeads(network, shapes).map((head) => [
    `stride ${head.stride}`,
    String(head.layerIndex),
    `${head.gridWidth}x${head.gridHeight}`,
    String(head.layer.anchors.length),
    (head.gridWidth * head.gridHeight * head.layer.anchors.length).toLocaleString('en'),
    String(head.receptiveField),
  ]);
  return [
    `${name}, input ${network.input.width}x${network.input.height} px`,
    formatTable([
      ['layer', 'kind', 'filters', 'size/stride', 'output', 'field', 'parameters', 'FLOPs'],
      ...layers,
    ]),
    formatTable([['head', 'layer', 'cells', 'anchors', 'candidates', 'field'], ...heads]),
    `${cost.parameters.toLocaleString('en')} parameters, ${formatFlops(cost.flops)}, ${cost.candidatesPerImage.toLocaleString('en')} candidates an image`,
  ].join('\n\n');
}

/** Window and stride, or which layers are joined. */
function describeLayer(layer: Layer): string {
  switch (layer.kind) {
    case 'convolutional':
    case 'maxpool':
      return `${layer.size}x${layer.size}/${layer.stride}`;
    case 'upsample':
      return `x${layer.stride}`;
    case 'shortcut':
      return `+ ${layer.from}`;
    case 'route':
      return layer.layers.join(', ');
    case 'yolo':
      return `${layer.anchors.length} anchors`;
  }
}
