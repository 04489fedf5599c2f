// Serves the page alone, for design work: its in-memory client (`?client=memory`) with the pictures of a VOC folder.
// BOXWRIGHT_HARNESS_FOLDER names the folder: npx vite --config e2e/harness/page-alone.config.ts
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import sharp from 'sharp';
import { defineConfig, type Plugin } from 'vite';
import { readVocFolder } from './voc-folder.ts';

const folder = process.env['BOXWRIGHT_HARNESS_FOLDER'] ?? '';

function pictures(): Plugin {
  return {
    name: 'harness-pictures',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const url = new URL(request.url ?? '/', 'http://harness');
        const file = join(folder, url.searchParams.get('id') ?? '');
        const send = (type: string, body: Promise<Buffer | string>): void => {
          body.then(
            (content) => response.setHeader('content-type', type).end(content),
            () => response.writeHead(404).end(),
          );
        };
        if (url.pathname === '/harness/dataset.json') {
          send(
            'application/json',
            readVocFolder(folder).then((dataset) => JSON.stringify(dataset)),
          );
        } else if (url.pathname.startsWith('/image/')) {
          send('image/jpeg', readFile(file));
        } else if (url.pathname.startsWith('/thumbnail/')) {
          const size = Number(url.searchParams.get('size'));
          send(
            'image/jpeg',
            sharp(file).resize(size, size, { fit: 'inside' }).jpeg({ quality: 80 }).toBuffer(),
          );
        } else next();
      });
    },
  };
}

export default defineConfig({
  root: resolve(import.meta.dirname, '../../src/renderer'),
  plugins: [svelte({ configFile: resolve(import.meta.dirname, '../../svelte.config.js') }), pictures()],
  server: { port: Number(process.env['BOXWRIGHT_HARNESS_PORT'] ?? 5199), strictPort: true },
});
