// Our side of `dataset`: opens a folder once, as the server's thread does, and says when what was there.
import { openPackedDataset } from '../../src/storage/datasets/open-dataset.ts';

const start = performance.now();
const elapsed = () => performance.now() - start;
let first: number | null = null;
const { packed } = await openPackedDataset(process.argv[2]!, { onFirst: () => (first = elapsed()) });
process.stdout.write(
  `${JSON.stringify({ first, opened: elapsed(), images: packed.width.length, boxes: packed.classIndex.length, bytes: process.resourceUsage().maxRSS * 1024 })}\n`,
);
