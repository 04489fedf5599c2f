// A native engine that cannot be loaded: asked for by name it is an error in words, else WebAssembly serves and says why.
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { findNativeEngine } from '../../storage/native-engine/find-native-engine.ts';
import { withTemporaryFolder } from '../../storage/runs/testing/example-run.ts';
import { startEngine } from './start-engine.ts';

const native = findNativeEngine();
const missing = native.found ? '' : ' [skipped: tensorflow is not set up, so there is nothing to damage]';
const LIBRARIES = join('site-packages', 'tensorflow');
const CC = join(LIBRARIES, 'libtensorflow_cc.so.2');

/** A copy of the engine, its libraries by links, whose files a test may spoil. */
async function withEngineCopy(spoil: (folder: string) => void, use: () => Promise<void>): Promise<void> {
  if (!native.found) throw new Error('There is no engine to copy');
  const { folder: original, binding } = native;
  await withTemporaryFolder(async (cache) => {
    const folder = join(cache, 'engine', basename(original));
    mkdirSync(join(folder, LIBRARIES), { recursive: true });
    mkdirSync(join(folder, dirname(binding)), { recursive: true });
    copyFileSync(join(original, 'runtime.json'), join(folder, 'runtime.json'));
    copyFileSync(join(original, binding), join(folder, binding));
    for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'])
      symlinkSync(join(original, LIBRARIES, name), join(folder, LIBRARIES, name));
    spoil(folder);
    vi.stubEnv('BOXWRIGHT_CACHE', cache);
    vi.stubEnv('BOXWRIGHT_ENGINE', native.variant);
    try {
      await use();
    } finally {
      vi.unstubAllEnvs();
    }
  });
}

/** Puts another file in the place of a link or file. */
function replace(file: string, bytes: Uint8Array): void {
  writeFileSync(`${file}.new`, bytes);
  renameSync(`${file}.new`, file);
}

const BINDING = native.found ? native.binding : '';

describe.skipIf(!native.found || process.platform !== 'linux')(
  `a native engine${missing}${process.platform === 'linux' ? '' : ' [skipped: Linux only]'}`,
  () => {
    it.each([
      {
        what: 'whose binding is cut off',
        spoil: (folder: string) => truncateSync(join(folder, BINDING), 60_000),
        said: 'is shorter than its header says',
      },
      {
        what: 'whose binding has another byte',
        spoil: (folder: string) => {
          const bytes = readFileSync(join(folder, BINDING));
          bytes[bytes.length >> 1]! ^= 1;
          replace(join(folder, BINDING), bytes);
        },
        said: 'is not the file that set-up made',
      },
      {
        what: 'whose binding is no library',
        spoil: (folder: string) => replace(join(folder, BINDING), Buffer.alloc(99, 'x')),
        said: 'is not the file that set-up made',
      },
      {
        what: 'without its binding',
        spoil: (folder: string) => rmSync(join(folder, BINDING)),
        said: 'cannot be read (ENOENT)',
      },
      {
        what: 'without libtensorflow',
        spoil: (folder: string) => rmSync(join(folder, CC)),
        said: 'libtensorflow_cc.so.2 cannot be read (ENOENT)',
      },
      {
        what: 'whose libtensorflow is cut off',
        spoil: (folder: string) => replace(join(folder, CC), readStart(join(folder, CC), 1_000_000)),
        said: 'libtensorflow_cc.so.2 is damaged',
      },
      {
        what: 'whose libtensorflow is of another version',
        spoil: (folder: string) => replace(join(folder, CC), readFileSync(join(folder, BINDING))),
        said: 'does not load',
      },
    ])('$what', ({ spoil, said }) =>
      withEngineCopy(spoil, async () => {
        const error: unknown = await startEngine('tensorflow').catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({
          name: 'UserError',
          code: 'backend-unavailable',
          message: expect.stringContaining(said) as string,
          hint: expect.stringContaining('npm run setup') as string,
        });
        expect((error as Error).message).not.toContain('\n');
        const engine = await startEngine('auto');
        expect(engine).toMatchObject({ backend: 'wasm', reason: expect.stringContaining(said) as string });
      }),
    );

    it('that is whole loads from there', () =>
      withEngineCopy(
        () => undefined,
        async () => expect(await startEngine('auto')).toMatchObject({ backend: 'tensorflow', reason: null }),
      ));
  },
);

/** The first bytes of a file. */
function readStart(file: string, length: number): Buffer {
  const handle = openSync(file, 'r');
  const bytes = Buffer.alloc(length);
  readSync(handle, bytes, 0, length, 0);
  closeSync(handle);
  return bytes;
}
