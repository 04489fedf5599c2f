// Entry of the thread that prepares images: it goes on decoding while a training step holds the process's own thread.
import { parentPort, workerData } from 'node:worker_threads';
import { stackOf } from '../../core/stack-of.ts';
import { UserError } from '../../core/user-error.ts';
import { PixelFile } from '../../storage/images/pixel-file.ts';
import { prepareInput } from '../../storage/images/prepare-input.ts';
import type { PrepareReply, PrepareRequest, PrepareThreadData } from './prepare-calls.ts';

const { folder, pictureBytes, diskBytes } = workerData as PrepareThreadData;
const port = parentPort!;
let file: PixelFile | null | undefined;

/** Opened when the first picture is to be kept: most datasets fit into memory. */
function pixelFile(): PixelFile | null {
  if (file === undefined) {
    try {
      file = new PixelFile(folder, pictureBytes, diskBytes);
    } catch {
      file = null; // No place for a cache: pictures are decoded again.
    }
  }
  return file;
}

async function prepare({ imageId, path, letterbox, keep }: PrepareRequest): Promise<Uint8Array<ArrayBuffer>> {
  if (!keep) return prepareInput(path, letterbox);
  const kept = pixelFile()?.read(imageId);
  if (kept) return kept;
  const pixels = await prepareInput(path, letterbox);
  pixelFile()?.write(imageId, pixels);
  return pixels;
}

port.on('message', (request: PrepareRequest) => {
  const reply = (answer: PrepareReply, transfer: ArrayBuffer[] = []) => port.postMessage(answer, transfer);
  prepare(request).then(
    (pixels) => reply({ id: request.id, pixels }, [pixels.buffer]),
    (error: unknown) =>
      reply(
        error instanceof UserError
          ? { id: request.id, userError: error.toDetails() }
          : {
              id: request.id,
              stack: stackOf(error),
            },
      ),
  );
});
