// Marks in label files of every format: laid over the dataset or applied as a patch, they are in the dataset.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Dataset } from '../../contract/dataset.ts';
import type { Mark } from '../../core/marks/mark.ts';
import { openDataset } from '../datasets/open-dataset.ts';
import { boxesOf, coco, hashOfTree, writeFolder, type Files } from '../datasets/testing/fixture.ts';
import { exportMarks } from './export-marks.ts';
import { editLabels, type LabelEdits } from './label-edits.ts';
import { DATASETS, mark, openOverlaid, openPatched, PATCH_PROGRAMS } from './testing/marked-datasets.ts';
import { overlayDirectory, readOverlay, writeOverlay } from './write-overlay.ts';

interface Marked {
  readonly root: string;
  readonly dataset: Dataset;
  readonly edited: LabelEdits;
  /** Folder of the overlay. */
  readonly overlay: string;
  /** With the overlay laid over it. */
  readonly overlaid: Dataset;
}

/** Edits a dataset's labels and writes the overlay; the dataset's folder stays as it was. */
async function edit(files: Files, marks: readonly Mark[]): Promise<Marked> {
  const root = await writeFolder(files);
  const before = await hashOfTree(root);
  const dataset = await openDataset(root);
  const edited = await editLabels(dataset, marks);
  const folder = await mkdtemp(join(tmpdir(), 'boxwright-marks-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeOverlay(folder, root, edited, { bytes: 1, fingerprint: 'f' });
  const overlay = overlayDirectory(folder);
  const overlaid = await openOverlaid(root, overlay);
  expect(await hashOfTree(root)).toBe(before);
  return { root, dataset, edited, overlay, overlaid };
}

/** `reason imageId` of every mark that is in no label file. */
const reasonsOf = ({ leftOut }: Pick<LabelEdits, 'leftOut'>): string[] =>
  leftOut.map(({ reason, imageId }) => `${reason} ${imageId}`);

describe.each(DATASETS)('marks in $format', ({ format, files, a, b, labelFiles }) => {
  const [hasIgnore, ignored] =
    format === 'coco' ? [true, 'crowd'] : format === 'voc' ? [true, 'difficult'] : [false, ''];
  const marks = [
    mark('missing-label', a, [10, 5, 22, 17]),
    mark('missing-label', a, [60, 64, 90, 79], 'dot'),
    mark('ignore-region', b, [0, 0, 40, 40], 'dot'),
    mark('missing-label', b, [50, 40, 99, 80]),
    mark('hard-negative', b, [1, 1, 9, 9]),
  ];
  const expected = {
    a: ['cell 25 20 75 60', 'cell 10 5 22 17', 'dot 60 64 90 79'],
    b: [...(hasIgnore ? [`dot 0 0 40 40 ${ignored}`] : []), 'cell 50 40 99 80'],
  };
  const unsayable = hasIgnore ? [] : [`no-ignore-regions ${b}`];
  const check = (dataset: Dataset, before: Dataset): void => {
    expect(boxesOf(dataset, a)).toEqual(expected.a);
    expect(boxesOf(dataset, b)).toEqual(expected.b);
    const others = ({ images }: Dataset) => images.filter(({ imageId }) => imageId !== a && imageId !== b);
    expect(others(dataset)).toEqual(others(before));
    expect(dataset).toMatchObject({ format, classes: before.classes });
  };

  it('are in the dataset with the overlay laid over it', async () => {
    const { dataset, edited, overlaid } = await edit(files, marks);
    check(overlaid, dataset);
    expect(reasonsOf(edited)).toEqual(unsayable);
    expect(edited.edits.map(({ file }) => file).sort()).toEqual(labelFiles);
  });

  for (const { command, missing } of PATCH_PROGRAMS)
    it.skipIf(missing !== '')(
      `are in the dataset with the patch applied by ${command[0]}${missing}`,
      async () => {
        const { root, dataset, edited } = await edit(files, marks);
        const exported = exportMarks(dataset, edited);
        expect(exported).toMatchObject({ files: 2, marks: hasIgnore ? 4 : 3, leftOut: edited.leftOut });
        const patched = await openPatched(root, exported, command);
        check(patched, dataset);
        const again = await editLabels(patched, marks);
        expect(again.edits).toEqual([]);
        expect(reasonsOf(again).sort()).toEqual(
          [`already-labelled ${a}`, `already-labelled ${a}`, `already-labelled ${b}`]
            .concat(hasIgnore ? `already-labelled ${b}` : unsayable)
            .sort(),
        );
      },
    );

  it('of images and classes that are gone are left out, with a word', async () => {
    const gone = [
      mark('missing-label', 'nowhere/z.jpg', [1, 1, 9, 9]),
      mark('missing-label', a, [1, 1, 9, 9], 'blob'),
    ];
    const { dataset, edited, overlaid } = await edit(files, gone);
    expect(edited.edits).toEqual([]);
    expect(reasonsOf(edited).sort()).toEqual([`class-unknown ${a}`, 'image-missing nowhere/z.jpg']);
    expect(exportMarks(dataset, edited)).toMatchObject({ text: '', files: 0, marks: 0 });
    expect(overlaid.images).toEqual(dataset.images);
  });
});

describe('an overlay', () => {
  const { files, a, b } = DATASETS[1]!;

  it('follows the marks: files of marks that are gone are removed', async () => {
    const root = await writeFolder(files);
    const dataset = await openDataset(root);
    const folder = await mkdtemp(join(tmpdir(), 'boxwright-marks-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const write = async (marks: readonly Mark[], bytes: number) =>
      writeOverlay(folder, root, await editLabels(dataset, marks), { bytes, fingerprint: 'f' });
    const boxes = async () => {
      const overlaid = await openOverlaid(root, overlayDirectory(folder));
      return [boxesOf(overlaid, a)?.length, boxesOf(overlaid, b)?.length];
    };
    const [first, second] = [
      mark('missing-label', a, [1, 1, 9, 9]),
      mark('missing-label', b, [1, 1, 9, 9]),
    ] as const;
    await write([first, second], 10);
    expect(await boxes()).toEqual([2, 1]);
    await write([second], 20);
    expect(await boxes()).toEqual([1, 1]);
    expect(await readOverlay(folder, { bytes: 20, fingerprint: 'f' })).toEqual([]);
    expect(await readOverlay(folder, { bytes: 10, fingerprint: 'f' })).toBeNull();
    expect(await readOverlay(folder, { bytes: 20, fingerprint: 'g' })).toBeNull();
    await write([], 30);
    expect(await boxes()).toEqual([1, 0]);
  });
});

describe('the document of COCO annotations', () => {
  const { files, a } = DATASETS[3]!;

  it('numbers them above all that the file has, and says what to do', async () => {
    const { dataset, edited } = await edit(files, [mark('ignore-region', a, [10, 5, 22.345, 17])]);
    const { text } = exportMarks(dataset, edited);
    const { instructions, files: exported } = JSON.parse(text) as { instructions: string; files: unknown };
    expect(instructions).toContain('Append');
    expect(exported).toEqual([
      {
        file: 'annotations/instances_train.json',
        annotations: [
          { id: 18, image_id: 1, category_id: 5, bbox: [10, 5, 12.35, 12], area: 148.2, iscrowd: 1 },
        ],
      },
    ]);
  });

  it.each([undefined, 2])(
    'are put behind the last one in the overlay, and all else stays (indent %s)',
    async (indent) => {
      const document = JSON.parse(files['annotations/instances_train.json'] as string) as object;
      const text = JSON.stringify({ ...document, info: { é: [1, '"]'] } }, null, indent);
      const { overlay } = await edit({ ...files, 'annotations/instances_train.json': text }, [
        mark('missing-label', a, [10, 5, 22, 17]),
      ]);
      const after = await readFile(join(overlay, 'annotations/instances_train.json'), 'utf8');
      const added = '{"id":18,"image_id":1,"category_id":5,"bbox":[10,5,12,12],"area":144,"iscrowd":0}';
      expect(after.replace(/,\s*\{"id":18[^}]*\}/, '')).toBe(text);
      expect(after).toContain(added);
      expect((JSON.parse(after) as { annotations: unknown[] }).annotations.at(-1)).toEqual(JSON.parse(added));
    },
  );

  it('can be the first ones of a file', async () => {
    const { overlaid } = await edit(
      {
        'instances_val_1.json': coco(['other.jpg'], [[1, 5, [1, 1, 50, 50]]], { 5: 'cell' }),
        'instances_val_2.json': coco(['b.jpg'], [], { 5: 'cell' }),
        'b.jpg': 'image',
        'other.jpg': 'image',
      },
      [mark('missing-label', 'b.jpg', [10, 5, 22, 17])],
    );
    expect(boxesOf(overlaid, 'b.jpg')).toEqual(['cell 10 5 22 17']);
  });
});
