// A split of COCO's size, made from a seed: what a detector of middling quality would leave behind.
import { createRandom, type Random } from '../../src/core/random.ts';
import type { CandidateTable } from '../../src/core/decode/candidate-table.ts';
import type { GroundTruth } from '../../src/core/matching/detection.ts';

export const COCO_SIZE = { images: 5000, classes: 80, objects: 36_781, candidates: 500_000 } as const;
const SEED = 7;
const WIDTH = 640;
const HEIGHT = 480;
/** Share of candidates that lie near an object. */
const NEAR = 0.35;

interface Place {
  readonly cx: number;
  readonly cy: number;
  readonly width: number;
  readonly height: number;
  readonly classIndex: number;
}

/** Sizes spread over COCO's three ranges; few classes hold most objects, as in COCO. */
function randomPlace(random: Random): Place {
  const side = 2 ** random.uniform(3.3, 8.3);
  const aspect = 2 ** random.uniform(-1, 1);
  return {
    cx: random.uniform(0, WIDTH),
    cy: random.uniform(0, HEIGHT),
    width: Math.min(WIDTH, side * aspect),
    height: Math.min(HEIGHT, side / aspect),
    classIndex: Math.floor(COCO_SIZE.classes * random.next() ** 2.5),
  };
}

function moved(place: Place, random: Random): Place {
  const spread = 0.25 * random.next() ** 1.5;
  const shift = () => random.normal() * spread;
  return {
    cx: place.cx + shift() * place.width,
    cy: place.cy + shift() * place.height,
    width: place.width * Math.exp(shift()),
    height: place.height * Math.exp(shift()),
    classIndex: random.next() < 0.9 ? place.classIndex : Math.floor(random.next() * COCO_SIZE.classes),
  };
}

/** Corners rounded to float32, which both sides hold exactly. */
function corners({ cx, cy, width, height }: Place): [number, number, number, number] {
  const [x1, y1] = [Math.max(0, cx - width / 2), Math.max(0, cy - height / 2)];
  const [x2, y2] = [Math.min(WIDTH, cx + width / 2), Math.min(HEIGHT, cy + height / 2)];
  return [x1, y1, Math.max(x2, x1 + 1), Math.max(y2, y1 + 1)].map(Math.fround) as [
    number,
    number,
    number,
    number,
  ];
}

/** Objects per image, and candidates; candidates of an image stand together. */
export function makeCocoSize(): { objects: GroundTruth[][]; candidates: CandidateTable } {
  const random = createRandom(SEED);
  const { images, objects, candidates } = COCO_SIZE;
  const perImage: Place[][] = Array.from({ length: images }, () => []);
  for (let i = 0; i < objects; i++) perImage[Math.floor(random.next() * images)]!.push(randomPlace(random));
  return {
    objects: perImage.map((places) => places.map(groundTruthAt)),
    candidates: makeCandidates(perImage, candidates / images, random),
  };
}

function groundTruthAt(place: Place): GroundTruth {
  const [x1, y1, x2, y2] = corners(place);
  return { box: { x1, y1, x2, y2 }, classIndex: place.classIndex, area: (x2 - x1) * (y2 - y1) };
}

function makeCandidates(perImage: readonly Place[][], count: number, random: Random): CandidateTable {
  const length = perImage.length * count;
  const numbers = () => new Float32Array(length);
  const table = {
    length,
    imageIds: perImage.map((_, image) => `${image}.jpg`),
    image: new Uint32Array(length),
    x1: numbers(),
    y1: numbers(),
    x2: numbers(),
    y2: numbers(),
    objectness: numbers(),
    classIndex: new Uint16Array(length),
    classProbability: numbers().fill(1),
    sigma: null,
    sideSigma: null,
    branch: new Uint8Array(length),
    anchor: new Uint8Array(length),
    row: new Uint16Array(length),
    column: new Uint16Array(length),
  };
  let at = 0;
  perImage.forEach((places, image) => {
    for (let i = 0; i < count; i++, at++) {
      const near = places.length > 0 && random.next() < NEAR;
      const place = near
        ? moved(places[Math.floor(random.next() * places.length)]!, random)
        : randomPlace(random);
      const [x1, y1, x2, y2] = corners(place);
      table.image[at] = image;
      table.x1[at] = x1;
      table.y1[at] = y1;
      table.x2[at] = x2;
      table.y2[at] = y2;
      table.classIndex[at] = place.classIndex;
      table.objectness[at] = near ? random.next() ** 0.7 : random.next() ** 3;
    }
  });
  return table;
}
