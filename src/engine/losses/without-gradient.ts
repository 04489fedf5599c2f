// Values that are constants for gradients.
import { tf, type Tensor } from '../tf.ts';

/** What f returns as a constant: nothing inside f is recorded, and no gradient flows to the tensors that it reads. */
export function withoutGradient<Y extends Tensor>(f: () => Y): Y {
  // The recorded operation depends on nothing but a number of its own.
  const constant = tf.customGrad(() => ({ value: f(), gradFunc: () => tf.scalar(0) }));
  return constant(tf.scalar(0));
}

/** The same values as a constant. */
export function detach<T extends Tensor>(x: T): T {
  return withoutGradient(() => tf.clone(x));
}
