// Where the built page lies, and how it is served.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Folder of the built page: out/renderer, seen from out/main or from the sources; null when it was not built. */
function findPageFolder(): string | null {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const found = [join(folder, 'renderer'), join(folder, 'out', 'renderer')].find(
      // The source folder has an index.html too, but no assets beside it.
      (path) => existsSync(join(path, 'index.html')) && existsSync(join(path, 'assets')),
    );
    if (found !== undefined) return found;
    if (folder === dirname(folder)) return null;
  }
}

/** Serves the page at `/`. Files in assets/ have a hash in their name and never change. */
export async function addPageFiles(server: FastifyInstance): Promise<void> {
  const root = findPageFolder();
  if (root === null) {
    server.get('/', (_request, reply) =>
      reply.code(503).type('text/plain').send('The page was not built. Run: npm run build\n'),
    );
    return;
  }
  await server.register(fastifyStatic, {
    root,
    cacheControl: false,
    setHeaders: (response, path) => {
      const lasting = path.startsWith(join(root, 'assets'));
      response.setHeader('Cache-Control', lasting ? 'private, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
