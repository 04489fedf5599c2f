// Batch normalisation folded into the convolution before it: exact for prediction, and one pass less over memory.
import { BATCH_NORM_EPSILON, type Network } from '../../core/network/layer.ts';
import { tf, type Tensor, type Tensor1D } from '../tf.ts';
import type { NamedTensors } from './forward.ts';
import { nameTensors } from './forward.ts';
import { splitSlots, type ParameterLayout } from './parameters.ts';

/**
 * filter' = filter * scale / sqrt(variance + epsilon), bias' = offset - mean * scale / sqrt(variance + epsilon).
 * @returns `<layer>.filter` and `<layer>.bias` of every convolutional layer; the caller disposes them.
 */
export function foldNormalization(
  network: Network,
  layout: ParameterLayout,
  parameters: Tensor1D,
  statistics: Tensor1D,
): Map<string, Tensor> {
  const folded = new Map<string, Tensor>();
  tf.tidy(() => {
    const trained = nameTensors(layout.parameters, splitSlots(parameters, layout.parameters));
    const running: NamedTensors =
      layout.statisticCount > 0
        ? nameTensors(layout.statistics, splitSlots(statistics, layout.statistics))
        : new Map();
    network.layers.forEach((layer, index) => {
      if (layer.kind !== 'convolutional') return;
      const filter = trained.get(`${index}.filter`)!;
      if (!layer.batchNormalize) {
        folded.set(`${index}.filter`, tf.keep(filter.clone()));
        folded.set(`${index}.bias`, tf.keep(trained.get(`${index}.bias`)!.clone()));
        return;
      }
      const deviation = tf.sqrt(tf.add(running.get(`${index}.variance`)!, BATCH_NORM_EPSILON));
      const factor = tf.div(trained.get(`${index}.scale`)!, deviation);
      folded.set(`${index}.filter`, tf.keep(tf.mul(filter, factor)));
      const shift = tf.mul(running.get(`${index}.mean`)!, factor);
      folded.set(`${index}.bias`, tf.keep(tf.sub(trained.get(`${index}.offset`)!, shift)));
    });
  });
  return folded;
}
