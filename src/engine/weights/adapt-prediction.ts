// A prediction layer for other anchors, classes or uncertainty, made of a trained one instead of thrown away.
import { shapeIou } from '../../core/anchors/shape-fit.ts';
import type { Size } from '../../core/boxes/box.ts';
import { channelLayout, channelsPerAnchor, type YoloLayer } from '../../core/network/layer.ts';

/** A head with the names of its classes. */
export interface NamedHead extends Pick<YoloLayer, 'anchors' | 'gaussian'> {
  readonly classes: readonly string[];
}

/** The numbers of a prediction layer: filter [1, 1, inputs, outputs], bias [outputs]. */
export interface PredictionNumbers {
  readonly filter: Float32Array;
  readonly bias: Float32Array;
}

/** Where one output channel comes from, and what is added to its bias. */
interface ChannelSource {
  readonly to: number;
  readonly from: number;
  readonly shift: number;
}

/** True where the outputs mean the same in the same order, so that nothing has to be adapted. */
export function sameHead(a: NamedHead, b: NamedHead): boolean {
  return (
    a.gaussian === b.gaussian &&
    a.classes.join('\n') === b.classes.join('\n') &&
    a.anchors.length === b.anchors.length &&
    a.anchors.every(
      ({ width, height }, i) => width === b.anchors[i]!.width && height === b.anchors[i]!.height,
    )
  );
}

/**
 * Each anchor gets the channels of the trained anchor that is nearest in shape; its sizes are exp(t) anchors (YOLOv3 paper 2.1), so
 * log(trained / new) is added to their biases and the predicted box stays the same. Classes are found by name. Channels without a
 * counterpart (a new class, the sigmas of a head that becomes Gaussian) keep the numbers that they have.
 * @param into changed in place: fresh numbers of the new layer, of as many inputs as the trained one
 * @returns how many of the numbers come from the trained layer
 */
export function adaptPrediction(
  trained: PredictionNumbers,
  old: NamedHead,
  into: PredictionNumbers,
  head: NamedHead,
): number {
  const sources = channelSources(old, head);
  const [oldOutputs, outputs] = [trained.bias.length, into.bias.length];
  const inputs = into.filter.length / outputs;
  for (const { to, from, shift } of sources) {
    into.bias[to] = trained.bias[from]! + shift;
    for (let input = 0; input < inputs; input++)
      into.filter[input * outputs + to] = trained.filter[input * oldOutputs + from]!;
  }
  return sources.length * (inputs + 1);
}

function channelSources(old: NamedHead, head: NamedHead): ChannelSource[] {
  const [oldLayout, layout] = [channelLayout(old.gaussian), channelLayout(head.gaussian)];
  const perOld = channelsPerAnchor({ gaussian: old.gaussian, classes: old.classes.length });
  const perNew = channelsPerAnchor({ gaussian: head.gaussian, classes: head.classes.length });
  return head.anchors.flatMap((anchor, a) => {
    const nearest = nearestAnchor(old.anchors, anchor);
    const was = old.anchors[nearest]!;
    const copy = (to: number, from: number, shift = 0): ChannelSource => ({
      to: a * perNew + to,
      from: nearest * perOld + from,
      shift,
    });
    const boxes = [0, 0, Math.log(was.width / anchor.width), Math.log(was.height / anchor.height)];
    return [
      ...boxes.map((shift, i) => copy(layout.box + i, oldLayout.box + i, shift)),
      ...(old.gaussian && head.gaussian
        ? boxes.map((_, i) => copy(layout.sigma + i, oldLayout.sigma + i))
        : []),
      copy(layout.objectness, oldLayout.objectness),
      ...head.classes.flatMap((name, c) => {
        const known = old.classes.indexOf(name);
        return known < 0 ? [] : [copy(layout.classes + c, oldLayout.classes + known)];
      }),
    ];
  });
}

/** Index of the anchor with the largest shape IoU; the first of equals. */
function nearestAnchor(anchors: readonly Size[], wanted: Size): number {
  const fits = anchors.map((anchor) => shapeIou(anchor, wanted));
  return fits.indexOf(Math.max(...fits));
}
