// Datasets of COCO's size from a seed: `coco` (118,000 images, 860,000 boxes, JSON of about 450 MB), `voc` and `yolo` (100,000 images).
import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

const SIZES = [
  { width: 160, height: 120 },
  { width: 120, height: 160 },
  { width: 160, height: 160 },
];
const CLASSES = 80;
const COCO = { images: 118_000, boxes: 860_000 };
const OTHER = { images: 100_000, boxes: 730_000 };

/** Numbers in [0, 1), the same every time (mulberry32). */
function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Pictures that differ by a comment only: valid JPEG files of about 1 kB, no two alike. */
async function pictures() {
  const files = await Promise.all(
    SIZES.map(({ width, height }, i) =>
      sharp({ create: { width, height, channels: 3, background: { r: 90 * i, g: 120, b: 200 } } })
        .jpeg({ quality: 40 })
        .toBuffer(),
    ),
  );
  return (index) => {
    const file = files[index % files.length];
    const text = Buffer.from(`picture ${index}`);
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, text.length + 2]), text]);
    return Buffer.concat([file.subarray(0, 2), comment, file.subarray(2)]);
  };
}

const sizeOf = (index) => SIZES[index % SIZES.length];

/** Boxes of each image, x, y, width, height px and class. */
function makeBoxes({ images, boxes }, random) {
  const perImage = Array.from({ length: images }, () => []);
  for (let i = 0; i < boxes; i++) {
    const index = Math.floor(random() * images);
    const { width, height } = sizeOf(index);
    const [w, h] = [2 + random() * width * 0.5, 2 + random() * height * 0.5];
    const box = [random() * (width - w), random() * (height - h), w, h].map(
      (value) => Math.round(100 * value) / 100,
    );
    perImage[index].push({ box, classIndex: Math.floor(CLASSES * random() ** 2) });
  }
  return perImage;
}

/** A text file written in large pieces. */
class Writer {
  #file;
  #parts = [];
  #length = 0;
  constructor(path) {
    this.#file = openSync(path, 'w');
  }
  add(text) {
    this.#parts.push(text);
    this.#length += text.length;
    if (this.#length > 2 ** 22) this.#flush();
  }
  #flush() {
    writeSync(this.#file, this.#parts.join(''));
    [this.#parts, this.#length] = [[], 0];
  }
  close() {
    this.#flush();
    closeSync(this.#file);
  }
}

async function writePictures(folder, names) {
  const picture = await pictures();
  mkdirSync(folder, { recursive: true });
  names.forEach((name, index) => writeFileSync(join(folder, name), picture(index)));
}

const numbered = (count, extension) =>
  Array.from({ length: count }, (_, i) => `${String(i + 1).padStart(12, '0')}${extension}`);

/** A polygon as COCO writes them: 26 corners on the box's ellipse. */
function polygon([x, y, w, h], random) {
  return Array.from({ length: 26 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 26;
    const reach = 0.8 + 0.2 * random();
    return `${(x + (w / 2) * (1 + reach * Math.cos(angle))).toFixed(2)},${(y + (h / 2) * (1 + reach * Math.sin(angle))).toFixed(2)}`;
  }).join(',');
}

async function makeCoco(root, random) {
  const names = numbered(COCO.images, '.jpg');
  await writePictures(join(root, 'train2017'), names);
  mkdirSync(join(root, 'annotations'), { recursive: true });
  const json = new Writer(join(root, 'annotations', 'instances_train2017.json'));
  json.add('{"info": {"description": "made"}, "licenses": [{"id": 1, "name": "none"}], "images": [');
  names.forEach((name, i) => {
    const { width, height } = sizeOf(i);
    json.add(
      `${i > 0 ? ', ' : ''}{"license": 1, "file_name": "${name}", "coco_url": "http://images.example.org/train2017/${name}", "height": ${height}, "width": ${width}, "date_captured": "2013-11-14 16:28:13", "id": ${i + 1}}`,
    );
  });
  json.add('], "annotations": [');
  let id = 0;
  makeBoxes(COCO, random).forEach((boxes, image) => {
    for (const { box, classIndex } of boxes)
      json.add(
        `${id > 0 ? ', ' : ''}{"segmentation": [[${polygon(box, random)}]], "area": ${(0.7 * box[2] * box[3]).toFixed(4)}, "iscrowd": 0, "image_id": ${image + 1}, "bbox": [${box.join(', ')}], "category_id": ${classIndex + 1}, "id": ${900_100_000_000 + id++}}`,
      );
  });
  const categories = Array.from({ length: CLASSES }, (_, i) => ({
    supercategory: 'thing',
    id: i + 1,
    name: `class ${i}`,
  }));
  json.add(`], "categories": ${JSON.stringify(categories)}}`);
  json.close();
}

async function makeYolo(root, random) {
  const split = (index) => (index % 20 === 0 ? 'val' : 'train');
  const picture = await pictures();
  for (const kind of ['images', 'labels'])
    for (const name of ['train', 'val']) mkdirSync(join(root, kind, name), { recursive: true });
  const names = numbered(OTHER.images, '');
  makeBoxes(OTHER, random).forEach((boxes, i) => {
    const { width, height } = sizeOf(i);
    const rows = boxes.map(({ box: [x, y, w, h], classIndex }) =>
      [
        classIndex,
        ...[(x + w / 2) / width, (y + h / 2) / height, w / width, h / height].map((v) => v.toFixed(6)),
      ].join(' '),
    );
    writeFileSync(join(root, 'images', split(i), `${names[i]}.jpg`), picture(i));
    writeFileSync(
      join(root, 'labels', split(i), `${names[i]}.txt`),
      rows.length > 0 ? `${rows.join('\n')}\n` : '',
    );
  });
  const classNames = Array.from({ length: CLASSES }, (_, i) => `  ${i}: class ${i}`);
  writeFileSync(
    join(root, 'data.yaml'),
    ['path: .', 'train: images/train', 'val: images/val', 'names:', ...classNames, ''].join('\n'),
  );
}

async function makeVoc(root, random) {
  const names = numbered(OTHER.images, '');
  await writePictures(
    join(root, 'JPEGImages'),
    names.map((name) => `${name}.jpg`),
  );
  mkdirSync(join(root, 'Annotations'), { recursive: true });
  mkdirSync(join(root, 'ImageSets', 'Main'), { recursive: true });
  makeBoxes(OTHER, random).forEach((boxes, i) => {
    const { width, height } = sizeOf(i);
    const objects = boxes.map(({ box: [x, y, w, h], classIndex }) => {
      const [x1, y1] = [Math.floor(x) + 1, Math.floor(y) + 1];
      return `\t<object>\n\t\t<name>class ${classIndex}</name>\n\t\t<pose>Unspecified</pose>\n\t\t<truncated>0</truncated>\n\t\t<difficult>0</difficult>\n\t\t<bndbox>\n\t\t\t<xmin>${x1}</xmin>\n\t\t\t<ymin>${y1}</ymin>\n\t\t\t<xmax>${Math.min(width, x1 + Math.ceil(w))}</xmax>\n\t\t\t<ymax>${Math.min(height, y1 + Math.ceil(h))}</ymax>\n\t\t</bndbox>\n\t</object>`;
    });
    writeFileSync(
      join(root, 'Annotations', `${names[i]}.xml`),
      `<annotation>\n\t<folder>JPEGImages</folder>\n\t<filename>${names[i]}.jpg</filename>\n\t<size>\n\t\t<width>${width}</width>\n\t\t<height>${height}</height>\n\t\t<depth>3</depth>\n\t</size>\n${objects.join('\n')}\n</annotation>\n`,
    );
  });
  const lists = {
    train: names.filter((_, i) => i % 20 !== 0),
    val: names.filter((_, i) => i % 20 === 0),
  };
  for (const [name, members] of Object.entries(lists))
    writeFileSync(join(root, 'ImageSets', 'Main', `${name}.txt`), `${members.join('\n')}\n`);
}

const MAKERS = { coco: makeCoco, voc: makeVoc, yolo: makeYolo };
const SEED = 11;

/** Makes the dataset unless it is there. @returns {Promise<string>} its folder */
export async function requireDataset(kind, folder, report) {
  const root = join(folder, kind);
  const done = join(folder, `${kind}.done`);
  if (existsSync(done)) return root;
  report(`making the ${kind} dataset in ${root}`);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  await MAKERS[kind](root, createRandom(SEED));
  writeFileSync(done, '');
  return root;
}
