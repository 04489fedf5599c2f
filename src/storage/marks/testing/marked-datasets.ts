// Datasets of every format for the tests of marks, and what becomes of them when label files are replaced or patched.
import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Dataset, DatasetFormat } from '../../../contract/dataset.ts';
import type { MarkExport } from '../../../contract/marks.ts';
import type { Mark, MarkKind } from '../../../core/marks/mark.ts';
import { openDataset } from '../../datasets/open-dataset.ts';
import { coco, voc, vocObject, type Files } from '../../datasets/testing/fixture.ts';

let made = 0;

/** A mark of the kind on a box [x1, y1, x2, y2], px. */
export function mark(
  kind: MarkKind,
  imageId: string,
  [x1, y1, x2, y2]: readonly [number, number, number, number],
  className = 'cell',
): Mark {
  const box = { x1, y1, x2, y2 };
  return { markId: `m${++made}`, createdAt: '2026-01-05T09:30:00.000Z', kind, imageId, box, className };
}

/** Two images of two classes, `a` with the box [25, 20, 75, 60] of a cell, `b` with nothing: named by their imageIds. */
export interface MarkedDataset {
  readonly format: DatasetFormat;
  readonly files: Files;
  readonly a: string;
  readonly b: string;
  /** Where the annotations of both lie, or have to lie. */
  readonly labelFiles: readonly [string, string];
}

export const DATASETS: readonly MarkedDataset[] = [
  {
    format: 'voc',
    files: {
      'classes.txt': 'cell\ndot\n',
      'Annotations/a.xml': voc('a.jpg', [vocObject('cell', [26, 21, 75, 60])]),
      'Annotations/b.xml': voc('b.jpg', []),
      'Annotations/other.xml': voc('other.jpg', [vocObject('dot', [1, 1, 50, 50])]),
      'ImageSets/Main/train.txt': 'a\nother\n',
      'ImageSets/Main/val.txt': 'b\n',
      'JPEGImages/a.jpg': 'image',
      'JPEGImages/b.jpg': 'image',
      'JPEGImages/other.jpg': 'image',
    },
    a: 'JPEGImages/a.jpg',
    b: 'JPEGImages/b.jpg',
    labelFiles: ['Annotations/a.xml', 'Annotations/b.xml'],
  },
  {
    format: 'yolo',
    files: {
      'data.yaml': 'train: images/train\nval: images/val\nnames: [cell, dot]\n',
      'images/train/a.jpg': 'image',
      'labels/train/a.txt': '0 0.5 0.5 0.5 0.5\n',
      'images/train/other.jpg': 'image',
      'labels/train/other.txt': '1 0.25 0.25 0.5 0.5\n',
      'images/val/b.jpg': 'image',
      'images/val/other.jpg': 'image',
      'labels/val/other.txt': '1 0.25 0.25 0.5 0.5',
    },
    a: 'images/train/a.jpg',
    b: 'images/val/b.jpg',
    labelFiles: ['labels/train/a.txt', 'labels/val/b.txt'],
  },
  {
    format: 'darknet',
    files: {
      'data/obj.data': 'classes = 2\ntrain = data/train.txt\nvalid = data/test.txt\nnames = data/obj.names\n',
      'data/obj.names': 'cell\ndot\n',
      'data/train.txt': 'data/obj/a.jpg\ndata/obj/other.jpg\n',
      'data/test.txt': 'data/obj/b.jpg\ndata/obj/more.jpg\n',
      'data/obj/a.jpg': 'image',
      'data/obj/a.txt': '0 0.5 0.5 0.5 0.5\n',
      'data/obj/other.jpg': 'image',
      'data/obj/other.txt': '1 0.5 0.5 0.5 0.5',
      'data/obj/b.jpg': 'image',
      'data/obj/more.jpg': 'image',
      'data/obj/more.txt': '1 0.5 0.5 0.5 0.5',
    },
    a: 'data/obj/a.jpg',
    b: 'data/obj/b.jpg',
    labelFiles: ['data/obj/a.txt', 'data/obj/b.txt'],
  },
  {
    format: 'coco',
    files: {
      'annotations/instances_train.json': coco(
        ['a.jpg', 'other.jpg'],
        [
          [1, 5, [25, 20, 50, 40], { id: 17, segmentation: [[25, 20, 75, 20, 75, 60]] }],
          [2, 9, [1, 1, 50, 50], { id: 3 }],
        ],
        { 5: 'cell', 9: 'dot' },
      ),
      'annotations/instances_val.json': JSON.stringify(
        JSON.parse(coco(['b.jpg', 'other.jpg'], [[2, 9, [1, 1, 50, 50]]], { 5: 'cell', 9: 'dot' })),
        null,
        2,
      ),
      'train/a.jpg': 'image',
      'train/other.jpg': 'image',
      'val/b.jpg': 'image',
      'val/other.jpg': 'image',
    },
    a: 'train/a.jpg',
    b: 'val/b.jpg',
    labelFiles: ['annotations/instances_train.json', 'annotations/instances_val.json'],
  },
];

/** A copy of a dataset's folder, which is removed after the test. */
async function copyOf(root: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'boxwright-copy-'));
  onTestFinished(() => rm(copy, { recursive: true, force: true }));
  await cp(root, copy, { recursive: true });
  return copy;
}

/** The dataset with an overlay laid over it. */
export async function openOverlaid(root: string, overlay: string): Promise<Dataset> {
  const copy = await copyOf(root);
  await cp(overlay, copy, { recursive: true });
  return openDataset(copy);
}

type Command = readonly [program: string, ...options: string[]];

/** What a person runs with an exported patch, in the dataset's folder; a system may lack `patch`, and `missing` says so. */
export const PATCH_PROGRAMS: readonly { readonly command: Command; readonly missing: string }[] = [
  ['git', 'apply'] as const,
  ['patch', '-p1', '-i'] as const,
].map((command) => {
  const isThere = spawnSync(command[0], ['--version']).status === 0;
  return {
    command,
    missing: isThere || command[0] === 'git' ? '' : ` [${command[0]} is not installed: git apply covers it]`,
  };
});

/** Those that there are. */
export const PATCH_COMMANDS = PATCH_PROGRAMS.filter(({ missing }) => missing === '').map(
  ({ command }) => command,
);

/** The dataset with an exported patch applied, or with the annotations of COCO's document appended. */
export async function openPatched(
  root: string,
  exported: Pick<MarkExport, 'fileName' | 'text'>,
  [program, ...options]: Command,
): Promise<Dataset> {
  const copy = await copyOf(root);
  if (exported.fileName.endsWith('.json')) await appendAnnotations(copy, exported.text);
  else {
    const folder = await copyOf(copy); // Beside it, so that it is no part of the dataset.
    const patch = join(folder, 'marks.patch');
    await writeFile(patch, exported.text);
    execFileSync(program, [...options, patch], { cwd: copy });
  }
  return openDataset(copy);
}

interface ExportedAnnotations {
  readonly files: readonly {
    readonly file: string;
    readonly annotations: readonly { readonly id: number }[];
  }[];
}

async function appendAnnotations(root: string, text: string): Promise<void> {
  for (const { file, annotations } of (JSON.parse(text) as ExportedAnnotations).files) {
    const path = join(root, file);
    const content = JSON.parse(await readFile(path, 'utf8')) as { annotations: { id: number }[] };
    content.annotations.push(...annotations);
    await writeFile(path, JSON.stringify(content));
  }
}
