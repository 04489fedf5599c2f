// Counts of error kinds at an operating point: the same errors that one image after another shows at that threshold.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { classifyErrors } from '../errors/classify.ts';
import { ERROR_KINDS } from '../errors/error-kind.ts';
import { detectionColumns, groundTruthColumns } from '../matching/columns.ts';
import type { Detection, GroundTruth, IgnoreReason } from '../matching/detection.ts';
import { judgeImage } from '../matching/match.ts';
import { sum } from '../statistics/sum.ts';
import { evaluateDetections } from './evaluate-split.ts';

const CLASSES = ['cat', 'dog'];
const box = fc
  .tuple(fc.nat(12), fc.nat(12), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }))
  .map(([x1, y1, width, height]) => ({ x1, y1, x2: x1 + width, y2: y1 + height }));
const object: fc.Arbitrary<GroundTruth> = fc
  .record({
    box,
    classIndex: fc.nat(CLASSES.length - 1),
    ignore: fc.constantFrom<(IgnoreReason | undefined)[]>(undefined, undefined, 'crowd', 'difficult'),
  })
  .map(({ ignore, ...plain }) => ({ ...plain, area: 1, ...(ignore && { ignore }) }));
const detection: fc.Arbitrary<Detection> = fc.record({
  box,
  classIndex: fc.nat(CLASSES.length - 1),
  score: fc.nat(10).map((score) => score / 10),
});
const image = fc.record({
  objects: fc.array(object, { maxLength: 6 }),
  detections: fc.array(detection, { maxLength: 12 }),
});
const anySettings = fc.record({
  scoreThreshold: fc.constantFrom(0, 0.35, 0.7),
  nmsIouThreshold: fc.constant(1),
  matchIouThreshold: fc.constantFrom(0.05, 0.5, 0.75),
  maxDetections: fc.constant(300),
});

it('counts the kinds that are said of single images, and as many false positives as the operating point', () => {
  fc.assert(
    fc.property(fc.array(image, { minLength: 1, maxLength: 3 }), anySettings, (images, settings) => {
      const { errors, classes, operatingPoint } = evaluateDetections(
        'test',
        groundTruthColumns(images.map(({ objects }) => objects)),
        detectionColumns(images.map(({ detections }) => detections)),
        CLASSES,
        settings,
      );
      const perImage = images.map(({ objects, detections }) => {
        const seen = detections.filter(({ score }) => score >= settings.scoreThreshold);
        return classifyErrors(judgeImage(objects, seen, settings), settings);
      });
      const said = perImage.flatMap(({ falsePositives, missed }) => [...falsePositives, ...missed]);
      for (const name of ERROR_KINDS) {
        const count = errors!.kinds[name].countAtOperatingPoint;
        expect(count, name).toBe(said.filter(({ kind }) => kind === name).length);
        expect(sum(classes.map((own) => own.errors!.kinds[name].countAtOperatingPoint)), name).toBe(count);
      }
      const falsePositives = ERROR_KINDS.filter((name) => name !== 'missed');
      expect(sum(falsePositives.map((name) => errors!.kinds[name].countAtOperatingPoint))).toBe(
        operatingPoint.fp,
      );
    }),
  );
});
