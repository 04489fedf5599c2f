// Plain JavaScript: correct everywhere and very slow; for tests of tiny tensors.
import { registerPortableKernels } from '../kernels/portable-kernels.ts';
import { repairCpuTransform } from '../kernels/repair-cpu-transform.ts';
import { repairCpuUpsample } from '../kernels/repair-cpu-upsample.ts';
import { tf } from '../tf.ts';

/** Makes plain JavaScript the current backend. */
export async function startCpu(): Promise<void> {
  registerPortableKernels('cpu');
  repairCpuTransform();
  repairCpuUpsample();
  if (!(await tf.setBackend('cpu'))) throw new Error('The JavaScript backend did not start.');
}
