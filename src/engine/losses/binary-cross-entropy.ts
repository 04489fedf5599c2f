// Binary cross-entropy from logits.
import { tf, type Tensor } from '../tf.ts';

/** max(x, 0) - x t + ln(1 + exp(-|x|)) = softplus(x) - x t, element by element; stable for any logit. */
export function binaryCrossEntropy<T extends Tensor>(logits: T, targets: T): T {
  return tf.sub<T>(tf.softplus(logits), tf.mul(logits, targets));
}
