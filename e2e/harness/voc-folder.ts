// Reads a well-formed Pascal VOC folder for the development harness; the product's own reader is elsewhere.
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

const SPLITS = ['train', 'val', 'test'];

/** The folder as the page's in-memory client takes it. */
export async function readVocFolder(root: string) {
  const splitOf = new Map<string, string>();
  for (const split of SPLITS) {
    const list = await readFile(join(root, 'ImageSets/Main', `${split}.txt`), 'utf8').catch(() => '');
    for (const id of list.split('\n')) splitOf.set(id.trim(), split);
  }
  const classes: string[] = [];
  const files = (await readdir(join(root, 'Annotations'))).sort();
  const images = await Promise.all(
    files.map(async (file) => {
      const xml = await readFile(join(root, 'Annotations', file), 'utf8');
      const number = (text: string, tag: string): number =>
        Number(new RegExp(`<${tag}>([^<]*)<`).exec(text)?.[1]);
      const id = basename(file, '.xml');
      const imageId = `JPEGImages/${id}.jpg`;
      return {
        imageId,
        file: imageId,
        width: number(xml, 'width'),
        height: number(xml, 'height'),
        split: splitOf.get(id) ?? 'train',
        groundTruth: xml
          .split('<object>')
          .slice(1)
          .map((object) => {
            const name = /<name>([^<]*)</.exec(object)?.[1] ?? '';
            if (!classes.includes(name)) classes.push(name);
            const box = {
              x1: number(object, 'xmin') - 1,
              y1: number(object, 'ymin') - 1,
              x2: number(object, 'xmax'),
              y2: number(object, 'ymax'),
            };
            return { box, classIndex: classes.indexOf(name), area: (box.x2 - box.x1) * (box.y2 - box.y1) };
          })
          .filter(({ area }) => area > 0),
      };
    }),
  );
  const problem = (i: number, code: string, severity: string, message: string) => ({
    code,
    severity,
    message,
    file: `Annotations/${files[i] ?? ''}`,
    line: 20 + i,
    imageId: images[i]?.imageId,
  });
  return {
    root,
    name: basename(root),
    format: 'voc',
    classes,
    splits: SPLITS,
    splitSource: 'files',
    images,
    problems: [
      problem(3, 'box-zero-area', 'error', 'Box 214,120 to 214,161 has no area; the box is left out.'),
      problem(7, 'box-clipped', 'warning', 'xmax 652 is beyond the image width 640; clipped to the image.'),
      problem(19, 'box-clipped', 'warning', 'ymin 0 is below 1; clipped to the image.'),
      problem(19, 'box-near-duplicate', 'warning', 'Two RBC boxes overlap at IoU 0.97; both are kept.'),
      problem(40, 'label-missing', 'note', 'No label file; the image counts as background.'),
    ],
    fingerprint: 'harness',
  };
}
