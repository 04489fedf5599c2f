// The detector's loss written out on plain numbers in double precision, from the papers and not from the engine.
import type { Recipe } from '../../contract/recipe.ts';
import type { AssignmentRule } from '../../core/assignment/choose-anchors.ts';
import { assignAnchors } from '../../core/assignment/assign-anchors.ts';
import type { Box } from '../../core/boxes/box.ts';
import { boxIou, crowdIou } from '../../core/boxes/iou.ts';
import type { HeadShape } from '../../core/network/shapes.ts';
import type { TargetObjects } from '../targets.ts';

type Logits = ArrayLike<number>;
type LossOptions = Recipe['loss'];

/** One cell and anchor of one image. */
interface Place {
  readonly head: HeadShape;
  readonly image: number;
  readonly row: number;
  readonly column: number;
  readonly anchor: number;
  /** Index of its first logit. */
  readonly at: number;
}

const SIGMA_FLOOR = 0.02;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const crossEntropy = (logit: number, goal: number) =>
  goal * Math.log1p(Math.exp(-logit)) + (1 - goal) * Math.log1p(Math.exp(logit));
/** Channels of an anchor: 4 box, 4 sigma where Gaussian, objectness, classes. */
const channelsOf = ({ layer }: HeadShape) => (layer.gaussian ? 9 : 5) + layer.classes;

function placesOf(head: HeadShape, images: number): Place[] {
  const { gridHeight, gridWidth, layer } = head;
  const count = images * gridHeight * gridWidth * layer.anchors.length;
  return Array.from({ length: count }, (_, i) => {
    const cell = Math.floor(i / layer.anchors.length);
    return {
      head,
      image: Math.floor(cell / (gridHeight * gridWidth)),
      row: Math.floor(cell / gridWidth) % gridHeight,
      column: cell % gridWidth,
      anchor: i % layer.anchors.length,
      at: i * channelsOf(head),
    };
  });
}

/** What is predicted at a place: offsets x, y in cells and w, h in logarithms of the anchor's multiple. */
function offsetsAt({ head, at }: Place, logits: Logits): [number, number, number, number] {
  const { scaleXY } = head.layer;
  const centre = (value: number) => scaleXY * sigmoid(value) - (scaleXY - 1) / 2;
  return [centre(logits[at]!), centre(logits[at + 1]!), logits[at + 2]!, logits[at + 3]!];
}

function boxAt(place: Place, logits: Logits): Box<'input'> {
  const { head, row, column, anchor } = place;
  const [x, y, w, h] = offsetsAt(place, logits);
  const { width, height } = head.layer.anchors[anchor]!;
  const [cx, cy] = [(column + x) * head.stride, (row + y) * head.stride];
  const [halfWidth, halfHeight] = [(width * Math.exp(w)) / 2, (height * Math.exp(h)) / 2];
  return { x1: cx - halfWidth, y1: cy - halfHeight, x2: cx + halfWidth, y2: cy + halfHeight };
}

function offsetsOfGoal({ head, row, column, anchor }: Place, goal: Box<'input'>) {
  const { width, height } = head.layer.anchors[anchor]!;
  return [
    (goal.x1 + goal.x2) / 2 / head.stride - column,
    (goal.y1 + goal.y2) / 2 / head.stride - row,
    Math.log((goal.x2 - goal.x1) / width),
    Math.log((goal.y2 - goal.y1) / height),
  ] as const;
}

const aspect = (box: Box<'input'>) => Math.atan((box.x2 - box.x1) / (box.y2 - box.y1));
const aspectPenalty = (a: Box<'input'>, b: Box<'input'>) => (4 / Math.PI ** 2) * (aspect(a) - aspect(b)) ** 2;

/** GIoU (Rezatofighi 2019), DIoU and CIoU (Zheng 2020). CIoU's alpha is taken from `still`, which does not move. */
export function referenceIouLoss(
  kind: 'giou' | 'diou' | 'ciou',
  moving: Box<'input'>,
  still: Box<'input'>,
  goal: Box<'input'>,
): number {
  const hullWidth = Math.max(moving.x2, goal.x2) - Math.min(moving.x1, goal.x1);
  const hullHeight = Math.max(moving.y2, goal.y2) - Math.min(moving.y1, goal.y1);
  const area = (box: Box<'input'>) => (box.x2 - box.x1) * (box.y2 - box.y1);
  const iou = boxIou(moving, goal);
  if (kind === 'giou') {
    const union = (area(moving) + area(goal)) / (1 + iou); // from IoU = I / (A + B - I)
    return 1 - iou + (hullWidth * hullHeight - union) / (hullWidth * hullHeight);
  }
  const dx = (moving.x1 + moving.x2 - goal.x1 - goal.x2) / 2;
  const dy = (moving.y1 + moving.y2 - goal.y1 - goal.y2) / 2;
  const diou = 1 - iou + (dx ** 2 + dy ** 2) / (hullWidth ** 2 + hullHeight ** 2);
  if (kind === 'diou') return diou;
  const penalty = aspectPenalty(still, goal);
  const alpha = penalty === 0 ? 0 : penalty / (1 - boxIou(still, goal) + penalty);
  return diou + alpha * aspectPenalty(moving, goal);
}

/** -ln(N(goal | mean, sigma) + 1e-9), directly. */
export function referenceLikelihood(goal: number, mean: number, sigma: number): number {
  const density = Math.exp(-0.5 * ((goal - mean) / sigma) ** 2) / (sigma * Math.sqrt(2 * Math.PI));
  return -Math.log(density + 1e-9);
}

const sigmaOf = (logit: number) => SIGMA_FLOOR + (1 - SIGMA_FLOOR) * sigmoid(logit);

function boxTerms(place: Place, moving: Logits, still: Logits, goal: Box<'input'>, options: LossOptions) {
  const { head, at } = place;
  const goals = offsetsOfGoal(place, goal);
  const shares =
    ((goal.x2 - goal.x1) * (goal.y2 - goal.y1)) / (head.gridWidth * head.gridHeight * head.stride ** 2);
  const likelihood = (means: Logits) =>
    goals.reduce(
      (sum, value, i) => sum + referenceLikelihood(value, means[i]!, sigmaOf(moving[at + 4 + i]!)),
      0,
    );
  if (options.box === 'gaussian-nll')
    return { box: 0.5 * (2 - shares) * likelihood(offsetsAt(place, moving)) * options.boxWeight, sigma: 0 };
  const offsets = offsetsAt(place, moving);
  const box =
    options.box === 'mse'
      ? 0.5 * (2 - shares) * goals.reduce((sum, value, i) => sum + (offsets[i]! - value) ** 2, 0)
      : referenceIouLoss(options.box, boxAt(place, moving), boxAt(place, still), goal);
  const sigma = head.layer.gaussian ? likelihood(offsetsAt(place, still)) * options.sigmaWeight : 0;
  return { box: box * options.boxWeight, sigma };
}

/** True where the predicted box is too close to an object, or too far inside an ignore region, to be called background. */
export function isSpared(place: Place, logits: Logits, objects: TargetObjects, threshold: number): boolean {
  const box = boxAt(place, logits);
  return (
    objects.boxes.some((goal) => boxIou(box, goal) > threshold) ||
    objects.ignored.some((region) => crowdIou(box, region) > threshold)
  );
}

/**
 * Terms per head, weighted: box, objectness, class, sigma; divided by the number of positives.
 * @param still logits that everything constant to the gradient is computed from: ignore mask, CIoU's alpha, the IoU
 *   that objectness learns, and the means of the uncertainty's likelihood. @param moving all else; equal to `still` for the loss itself.
 */
export function referenceLoss(
  moving: readonly Logits[],
  still: readonly Logits[],
  heads: readonly HeadShape[],
  batch: readonly TargetObjects[],
  options: LossOptions & AssignmentRule,
): number[][] {
  const assignable = heads.map((head) => ({ ...head, anchors: head.layer.anchors }));
  const positives = batch.flatMap((objects, image) =>
    assignAnchors(objects.boxes, assignable, options).map((positive) => ({ ...positive, image, objects })),
  );
  return heads.map((head, branch) => {
    const sums = [0, 0, 0, 0];
    const objectnessAt = head.layer.gaussian ? 8 : 4;
    for (const place of placesOf(head, batch.length)) {
      const logits = moving[branch]!;
      const positive = positives.find(
        (p) =>
          p.branch === branch &&
          p.image === place.image &&
          p.row === place.row &&
          p.column === place.column &&
          p.anchor === place.anchor,
      );
      const objectness = logits[place.at + objectnessAt]!;
      if (!positive) {
        if (!isSpared(place, still[branch]!, batch[place.image]!, options.ignoreThreshold))
          sums[1]! += crossEntropy(objectness, 0) * options.objectnessWeight;
        continue;
      }
      const goal = positive.objects.boxes[positive.object]!;
      const { box, sigma } = boxTerms(place, logits, still[branch]!, goal, options);
      sums[0]! += box;
      const wanted = options.objectnessTarget === 'iou' ? boxIou(boxAt(place, still[branch]!), goal) : 1;
      sums[1]! += crossEntropy(objectness, wanted) * options.objectnessWeight;
      for (let c = 0; c < head.layer.classes; c++) {
        const isClass = positive.objects.classIndexes[positive.object] === c ? 1 : 0;
        sums[2]! += crossEntropy(logits[place.at + objectnessAt + 1 + c]!, isClass) * options.classWeight;
      }
      sums[3]! += sigma;
    }
    return sums.map((sum) => sum / Math.max(1, positives.length));
  });
}

/** How many places of all heads are spared. */
export function countSpared(
  logits: readonly Logits[],
  heads: readonly HeadShape[],
  batch: readonly TargetObjects[],
  threshold: number,
): number {
  const places = heads.flatMap((head, i) => placesOf(head, batch.length).map((place) => ({ place, i })));
  return places.filter(({ place, i }) => isSpared(place, logits[i]!, batch[place.image]!, threshold)).length;
}
