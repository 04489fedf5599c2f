// A dataset as columns: small on disk, quick to hand from one thread or process to another, read image by image.
import type { Dataset, DatasetProblem, ImageRecord } from '../../contract/dataset.ts';
import type { IgnoreReason } from '../../core/matching/detection.ts';

/** Everything but images and problems. */
export type DatasetAbout = Omit<Dataset, 'images' | 'problems'>;

/**
 * Plain data: can be cloned and serialized. Object k of image i is at boxStart[i] + k. Names are in one text each: a hundred
 * thousand texts would hold up whoever receives them.
 */
export interface PackedDataset {
  readonly about: DatasetAbout;
  /** In ascending order, with SEPARATOR between them. */
  readonly imageIds: string;
  /** Likewise; null where every file is spelled like its imageId. */
  readonly files: string | null;
  /** A list in JSON, null for images without; null where no image has one. */
  readonly externalIds: string | null;
  readonly width: Uint32Array<ArrayBuffer>;
  readonly height: Uint32Array<ArrayBuffer>;
  /** Index into `about.splits`. */
  readonly split: Uint16Array<ArrayBuffer>;
  /** One more than images. */
  readonly boxStart: Uint32Array<ArrayBuffer>;
  /** x1, y1, x2, y2, area: image px. */
  readonly boxes: Float64Array<ArrayBuffer>;
  readonly classIndex: Uint16Array<ArrayBuffer>;
  /** Index into IGNORE_REASONS. */
  readonly ignore: Uint8Array<ArrayBuffer>;
  /** A line of JSON a problem, in UTF-8: those of no image first, then image after image. */
  readonly problems: Uint8Array<ArrayBuffer>;
  /** Where the lines of image i begin in `problems`; one more than images. */
  readonly problemStart: Uint32Array<ArrayBuffer>;
}

/** No file name holds it. */
const SEPARATOR = '\0';
const BOX_NUMBERS = 5;
const IGNORE_REASONS: readonly (IgnoreReason | undefined)[] = [undefined, 'crowd', 'difficult'];

/** The dataset as columns. @throws Error where its images are not in the order of their ids, which `openDataset` gives them */
export function packDataset({ images, problems, ...about }: Dataset): PackedDataset {
  const count = images.length;
  for (let i = 1; i < count; i++)
    if (images[i - 1]!.imageId >= images[i]!.imageId)
      throw new Error(`The images of a dataset have to be sorted: ${images[i]!.imageId} is out of place`);
  const splitIndex = new Map(about.splits.map((split, i) => [split, i]));
  const boxStart = new Uint32Array(count + 1);
  images.forEach(({ groundTruth }, i) => (boxStart[i + 1] = boxStart[i]! + groundTruth.length));
  const total = boxStart[count]!;
  const boxes = new Float64Array(total * BOX_NUMBERS);
  const classIndex = new Uint16Array(total);
  const ignore = new Uint8Array(total);
  let at = 0;
  for (const { groundTruth } of images) {
    for (const truth of groundTruth) {
      const { x1, y1, x2, y2 } = truth.box;
      boxes.set([x1, y1, x2, y2, truth.area], at * BOX_NUMBERS);
      classIndex[at] = truth.classIndex;
      ignore[at] = IGNORE_REASONS.indexOf(truth.ignore);
      at++;
    }
  }
  return {
    about,
    imageIds: images.map(({ imageId }) => imageId).join(SEPARATOR),
    files: images.some(({ imageId, file }) => imageId !== file)
      ? images.map(({ file }) => file).join(SEPARATOR)
      : null,
    externalIds: images.some(({ externalId }) => externalId !== undefined)
      ? JSON.stringify(images.map(({ externalId }) => externalId ?? null))
      : null,
    width: Uint32Array.from(images, ({ width }) => width),
    height: Uint32Array.from(images, ({ height }) => height),
    split: Uint16Array.from(images, ({ split }) => splitIndex.get(split)!),
    boxStart,
    boxes,
    classIndex,
    ignore,
    ...packProblems(images, problems),
  };
}

function packProblems(
  images: readonly ImageRecord[],
  problems: readonly DatasetProblem[],
): Pick<PackedDataset, 'problems' | 'problemStart'> {
  const indexOf = new Map(images.map(({ imageId }, i) => [imageId, i]));
  const ofNone: string[] = [];
  const ofImage = new Map<number, string[]>();
  // With its place in the list, so that unpacking gives the same order.
  problems.forEach((problem, place) => {
    const index = problem.imageId === undefined ? undefined : indexOf.get(problem.imageId);
    const line = `${JSON.stringify([place, problem])}\n`;
    if (index === undefined) ofNone.push(line);
    else if (ofImage.has(index)) ofImage.get(index)!.push(line);
    else ofImage.set(index, [line]);
  });
  const texts = [ofNone.join('')];
  const problemStart = new Uint32Array(images.length + 1);
  let length = Buffer.byteLength(texts[0]!);
  images.forEach((_, i) => {
    problemStart[i] = length;
    const text = ofImage.get(i)?.join('') ?? '';
    texts.push(text);
    length += Buffer.byteLength(text);
  });
  problemStart[images.length] = length;
  return { problems: new TextEncoder().encode(texts.join('')), problemStart };
}

type PlacedProblem = readonly [number, DatasetProblem];

const NEWLINE = 0x0a;

function parseLines(lines: Uint8Array): PlacedProblem[] {
  const text = new TextDecoder().decode(lines).trimEnd();
  return JSON.parse(`[${text.replaceAll('\n', ',')}]`) as PlacedProblem[];
}

/** The images of a packed dataset, one at a time. */
export class PackedImages {
  readonly packed: PackedDataset;
  readonly imageIds: readonly string[];
  readonly #files: readonly string[];
  #externalIds: readonly (number | string | null)[] | null = null;

  constructor(packed: PackedDataset) {
    this.packed = packed;
    this.imageIds = packed.width.length === 0 ? [] : packed.imageIds.split(SEPARATOR);
    this.#files = packed.files === null ? this.imageIds : packed.files.split(SEPARATOR);
  }

  get length(): number {
    return this.imageIds.length;
  }

  /** Position of an image; -1 where there is none. A search: a map of all names would take longer than all searches. */
  indexOf(imageId: string): number {
    let [from, to] = [0, this.imageIds.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.imageIds[middle]! < imageId) from = middle + 1;
      else to = middle;
    }
    return this.imageIds[from] === imageId ? from : -1;
  }

  /** Path of an image's file below the root, as the file system spells it. */
  fileAt(image: number): string {
    return this.#files[image]!;
  }

  recordAt(image: number): ImageRecord {
    const { about, boxes, classIndex, ignore, boxStart, width, height, split } = this.packed;
    const groundTruth: ImageRecord['groundTruth'] = [];
    for (let g = boxStart[image]!; g < boxStart[image + 1]!; g++) {
      const at = g * BOX_NUMBERS;
      const reason = IGNORE_REASONS[ignore[g]!];
      groundTruth.push({
        box: { x1: boxes[at]!, y1: boxes[at + 1]!, x2: boxes[at + 2]!, y2: boxes[at + 3]! },
        classIndex: classIndex[g]!,
        area: boxes[at + 4]!,
        ...(reason === undefined ? {} : { ignore: reason }),
      });
    }
    const externalId = this.#externalIdAt(image);
    return {
      imageId: this.imageIds[image]!,
      file: this.fileAt(image),
      width: width[image]!,
      height: height[image]!,
      split: about.splits[split[image]!]!,
      groundTruth,
      ...(externalId === null ? {} : { externalId }),
    };
  }

  /** Problems of one image. */
  problemsAt(image: number): DatasetProblem[] {
    const { problems, problemStart } = this.packed;
    const lines = problems.subarray(problemStart[image], problemStart[image + 1]);
    return parseLines(lines).map(([, problem]) => problem);
  }

  /** How many problems an image has. */
  countProblemsAt(image: number): number {
    const { problems, problemStart } = this.packed;
    let count = 0;
    for (let at = problemStart[image]!; at < problemStart[image + 1]!; at++)
      if (problems[at] === NEWLINE) count++;
    return count;
  }

  #externalIdAt(image: number): number | string | null {
    const { externalIds } = this.packed;
    if (externalIds === null) return null;
    this.#externalIds ??= JSON.parse(externalIds) as (number | string | null)[];
    return this.#externalIds[image]!;
  }
}

/** The dataset as it was before it was packed. */
export function unpackDataset(packed: PackedDataset): Dataset {
  const problems: DatasetProblem[] = [];
  for (const [place, problem] of parseLines(packed.problems)) problems[place] = problem;
  const images = new PackedImages(packed);
  return { ...packed.about, images: images.imageIds.map((_, image) => images.recordAt(image)), problems };
}

/** Buffers that can be handed to another thread instead of being copied, each once: what was deserialized shares one. */
export function buffersOf(packed: PackedDataset): ArrayBuffer[] {
  const buffers = Object.values(packed).flatMap((value: unknown) =>
    ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer ? [value.buffer] : [],
  );
  return [...new Set(buffers)];
}
