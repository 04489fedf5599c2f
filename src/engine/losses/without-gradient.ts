// Values that are constants for gradients.
import { tf, type Tensor } from '../tf.ts';

/** f(x) as a constant: nothing inside f is recorded, and no gradient flows back to x. */
export function withoutGradient<X extends Tensor, Y extends Tensor>(x: X, f: (x: X) => Y): Y {
  const { shape } = x;
  const constant = tf.customGrad((input) => ({ value: f(input as X), gradFunc: () => tf.zeros(shape) }));
  return constant(x);
}

/** The same values as a constant. */
export function detach<T extends Tensor>(x: T): T {
  return withoutGradient(x, (value) => tf.clone(value));
}
