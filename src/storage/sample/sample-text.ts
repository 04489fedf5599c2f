// The text files of the sample dataset: data.yaml, label rows and a README.
import type { Size } from '../../core/boxes/box.ts';
import { LEAST_BOX_SIDE, type SampleLabel } from '../../core/sample/label-scene.ts';
import { SAMPLE_CLASSES } from '../../core/sample/smear-scene.ts';
import { SAMPLE_SPLITS, type SampleParameters } from './sample-parameters.ts';

/** Digits of a coordinate: a hundredth of a px in images up to 10,000 px wide. */
const LABEL_DIGITS = 6;

/** A row of a YOLO label file: class, then centre and size as fractions of the image. */
export function labelRow({ classIndex, box }: SampleLabel, image: Size): string {
  const fractions = [
    (box.x1 + box.x2) / 2 / image.width,
    (box.y1 + box.y2) / 2 / image.height,
    (box.x2 - box.x1) / image.width,
    (box.y2 - box.y1) / image.height,
  ];
  return [classIndex, ...fractions.map((value) => value.toFixed(LABEL_DIGITS))].join(' ');
}

/** data.yaml as Ultralytics' tools and this one read it; paths are relative to it. */
export function dataYaml(): string {
  const splits = SAMPLE_SPLITS.map((split) => `${split}: images/${split}`);
  const names = SAMPLE_CLASSES.map((name, index) => `  ${index}: ${name}`);
  return [
    '# Synthetic blood smears, made by Boxwright.',
    ...splits,
    `nc: ${SAMPLE_CLASSES.length}`,
    'names:',
    ...names,
    '',
  ].join('\n');
}

/** What the folder is, for a person who finds it. */
export function readme({ images, width, height, seed }: SampleParameters): string {
  return `# Synthetic blood smears

${images} images of ${width} x ${height} px, made by Boxwright from seed ${seed}. Nothing here was photographed.

- Classes: ${SAMPLE_CLASSES.join(', ')}. A box is the whole cell, clipped to the image; cells of which less than a quarter
  can be seen have none, nor have slivers narrower than ${LEAST_BOX_SIDE} px.
- Not labelled on purpose: stain precipitate, cells out of focus, smudges, air bubbles, drying artefacts on red cells,
  scratches. They provoke false positives.
- The same settings give the same files.
`;
}
