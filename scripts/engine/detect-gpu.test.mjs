import { expect, it } from 'vitest';
import { describeGpus } from './detect-gpu.mjs';

it('describes GPUs by name, memory and compute capability', () => {
  const csv = 'NVIDIA H100 80GB HBM3, 81559 MiB, 9.0\nNVIDIA GeForce RTX 3060, 12288 MiB, 8.6\n';
  expect(describeGpus(csv)).toEqual([
    'NVIDIA H100 80GB HBM3, 81559 MiB, compute capability 9.0',
    'NVIDIA GeForce RTX 3060, 12288 MiB, compute capability 8.6',
  ]);
  expect(describeGpus('')).toEqual([]);
});
