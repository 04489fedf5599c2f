// Tensors that are held in this process: the same after every epoch, or something leaks.
import { tf } from './tf.ts';

export const countTensors = (): number => tf.memory().numTensors;
