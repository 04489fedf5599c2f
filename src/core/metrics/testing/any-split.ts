// Drawn splits and settings: candidates and objects that overlap a lot, ties and ignore regions among them.
import fc from 'fast-check';
import type { GroundTruth } from '../../matching/detection.ts';
import { GREEDY, SUPPRESSION_METHODS } from '../../nms/rule.ts';
import { NOTHING_MUTED, PLAIN_SCORE } from '../../nms/scores.ts';
import { buildTable } from '../../nms/testing/build-table.ts';
import { prepareSplit } from '../evaluate-split.ts';

const IMAGES = 3;
const CLASSES = ['cat', 'dog'];

const side = fc.integer({ min: 1, max: 12 });
const place = fc.record({
  image: fc.nat(IMAGES - 1),
  x1: fc.nat(16),
  y1: fc.nat(16),
  width: side,
  height: side,
  classIndex: fc.nat(CLASSES.length - 1),
});
const candidate = fc.record({ place, score: fc.integer({ min: 0, max: 20 }).map((score) => score / 20) });
const ignore = fc.constantFrom<GroundTruth['ignore']>(undefined, undefined, undefined, 'difficult', 'crowd');
const object = fc.record({ place, ignore });

const box = ({ x1, y1, width, height }: { x1: number; y1: number; width: number; height: number }) =>
  [x1, y1, x1 + width, y1 + height] as [number, number, number, number];

/** A prepared split of three images, some of them without candidates or objects. */
export const anySplit = fc
  .tuple(fc.array(candidate, { maxLength: 40 }), fc.array(object, { maxLength: 12 }))
  .map(([candidates, objects]) => {
    const rows = candidates
      .map((entry) => ({ ...entry.place, box: box(entry.place), score: entry.score }))
      .sort((a, b) => a.image - b.image);
    const groundTruth = new Map(
      Array.from({ length: IMAGES }, (_, image) => [
        `image-${image}.png`,
        objects
          .filter((entry) => entry.place.image === image)
          .map(({ place: at, ignore: kind }): GroundTruth => {
            const [x1, y1, x2, y2] = box(at);
            const plain = {
              box: { x1, y1, x2, y2 },
              classIndex: at.classIndex,
              area: at.width * at.height,
            };
            return kind === undefined ? plain : { ...plain, ignore: kind };
          }),
      ]),
    );
    return prepareSplit(buildTable(rows, IMAGES), groundTruth, CLASSES);
  });

export const anySettings = fc.record({
  scoreThreshold: fc.constantFrom(0, 0.3, 0.8),
  nmsIouThreshold: fc.constantFrom(0, 0.45, 1),
  matchIouThreshold: fc.constantFrom(0.05, 0.5, 0.75),
  maxDetections: fc.constantFrom(1, 2, 100, 300),
  suppression: fc
    .record({ method: fc.constantFrom(...SUPPRESSION_METHODS), acrossClasses: fc.boolean() })
    .map((chosen) => ({ ...GREEDY, ...chosen })),
  criterion: fc.constantFrom(PLAIN_SCORE, { ...PLAIN_SCORE, classPower: 0.5 }),
  muted: fc.constantFrom(NOTHING_MUTED, { ...NOTHING_MUTED, classes: [1] }),
});
