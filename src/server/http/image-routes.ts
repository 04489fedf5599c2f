// Pictures over HTTP: whole images, thumbnails and crops of opened datasets, cached by the browser.
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { UserError } from '../../core/user-error.ts';
import { makeCrop } from '../../storage/images/crop.ts';
import { DecodedImages } from '../../storage/images/decoded-images.ts';
import { displayImage } from '../../storage/images/display.ts';
import type { EncodedImage } from '../../storage/images/encoded-image.ts';
import { makeThumbnail } from '../../storage/images/thumbnail.ts';
import type { Workbench } from '../workbench.ts';
import { NewestFirst } from './newest-first.ts';

/** Time for which a browser does not ask again; then it asks by ETag. */
const CACHE_CONTROL = 'private, max-age=300';

const parametersSchema = z.object({ datasetId: z.string() });
const imageQuery = z.object({ id: z.string() });
const thumbnailQuery = imageQuery.extend({ size: z.coerce.number().int().min(16).max(1024) });

const BOX_WORDS = 'Expected x1,y1,x2,y2 in image px, with x1 < x2 and y1 < y2';
const boxSchema = z.string().transform((text, context) => {
  const numbers = /^-?\d+(\.\d+)?(,-?\d+(\.\d+)?){3}$/.test(text) ? text.split(',').map(Number) : [];
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers;
  if (x1 < x2 && y1 < y2) return { x1, y1, x2, y2 };
  context.addIssue({ code: 'custom', message: `${BOX_WORDS}; found "${text}"` });
  return z.NEVER;
});
const cropQuery = imageQuery.extend({
  box: boxSchema,
  size: z.coerce.number().int().min(16).max(512),
  hash: z.string().exactOptional(),
});

/** Pixels kept for crops: a wall shows many of one image. */
const DECODED_BYTES = 192 << 20;

/**
 * `/image/<datasetId>?id=`, `/thumbnail/<datasetId>?id=&size=` and `/crop/<datasetId>?id=&box=&size=&hash=`. The path of a file is
 * never taken from a request.
 */
export function addImageRoutes(server: FastifyInstance, { datasets, onBug }: Workbench): void {
  const queue = new NewestFirst(Math.max(2, availableParallelism()));
  const decoded = new DecodedImages(DECODED_BYTES);

  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    { imageId, variant, encode }: Picture,
  ): Promise<FastifyReply> {
    const { datasetId } = parametersSchema.parse(request.params);
    const path = await datasets.imagePath(datasetId, imageId);
    const tag = await tagOf(path, variant);
    void reply.header('Cache-Control', CACHE_CONTROL).header('ETag', tag);
    if (request.headers['if-none-match'] === tag) return reply.code(304).send();
    const image = await queue.run(
      () => encode(path),
      () => !request.raw.destroyed && !reply.raw.destroyed,
    );
    if (image === null) return reply.code(499).send(); // Nobody is there to read it.
    return reply.type(image.mimeType).send(image.bytes);
  }

  server.get('/image/:datasetId', async (request, reply) => {
    const { id } = imageQuery.parse(request.query);
    return answer(request, reply, { imageId: id, variant: 'image', encode: displayImage });
  });
  server.get('/thumbnail/:datasetId', async (request, reply) => {
    const { id, size } = thumbnailQuery.parse(request.query);
    const encode = (path: string) => makeThumbnail(path, size);
    return answer(request, reply, { imageId: id, variant: `thumbnail-${size}`, encode });
  });
  server.get('/crop/:datasetId', async (request, reply) => {
    const { id, box, size, hash } = cropQuery.parse(request.query);
    const encode = async (path: string) => makeCrop(await decoded.get(path, hash), box, size);
    const variant = `crop-${[box.x1, box.y1, box.x2, box.y2].join(',')}-${size}`;
    return answer(request, reply, { imageId: id, variant, encode });
  });

  server.setErrorHandler((error, _request, reply) => {
    void reply.header('Cache-Control', 'no-store').removeHeader('ETag');
    if (error instanceof UserError) return reply.code(STATUS_OF[error.code] ?? 404).send(error.toDetails());
    if (error instanceof z.ZodError) return reply.code(400).send({ message: z.prettifyError(error) });
    const { statusCode = 500 } = error as { statusCode?: number };
    if (statusCode >= 500) onBug(error);
    return reply.code(statusCode).send({ message: 'The request failed.' });
  });
}

/** What is not simply not there. */
const STATUS_OF: Readonly<Record<string, number>> = { 'box-outside-image': 400, 'image-changed': 409 };

interface Picture {
  readonly imageId: string;
  /** What of the image: part of its ETag. */
  readonly variant: string;
  readonly encode: (path: string) => Promise<EncodedImage>;
}

/** Changes when the file does. */
async function tagOf(path: string, variant: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (found) return `"${variant}-${found.size.toString(36)}-${Math.round(found.mtimeMs).toString(36)}"`;
  throw new UserError({ code: 'image-missing', message: `${path}: the file is gone.` });
}
