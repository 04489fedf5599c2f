// One image of an evaluation as text: its boxes with outcome and origin, what was suppressed, what was missed and why.
import type { Box } from '../../core/boxes/box.ts';
import type { OperatingSettings } from '../../contract/evaluation.ts';
import { describeRival } from '../../core/inspection/describe-rival.ts';
import type { CandidateFacts } from '../../core/inspection/describe-candidate.ts';
import type {
  DetectionFacts,
  ImageInspection,
  MissFacts,
  RemovedFacts,
} from '../../core/inspection/inspect-image.ts';
import type { TrainingRole } from '../../core/inspection/training-role.ts';
import { plural } from '../../core/marks/count-marks.ts';
import { ERROR_WORDS } from '../../core/errors/error-words.ts';
import { formatTable } from './table.ts';

/** Boxes in a list that a cell of a table names. */
const LISTED = 3;
/** Overlaps that two digits show. */
const LEAST_IOU = 0.005;

/** An inspected image with the names of its classes. */
export interface NamedInspection {
  readonly inspection: ImageInspection;
  readonly classes: readonly string[];
  readonly settings: OperatingSettings;
}

/** All but the head: counts, then a table each of detections, origins, removed boxes, misses and ground truth. */
export function imageReport(named: NamedInspection): string {
  const { inspection, classes } = named;
  const { detections, removed, missed, groundTruth } = inspection;
  const suppressed = removed.filter(({ fate }) => fate === 'suppressed');
  const nameOf = ({ classIndex }: { readonly classIndex: number }) => classes[classIndex]!;
  const sections: [title: string, lines: string | null][] = [
    ['detections', detections.length === 0 ? null : detectionTable(named)],
    ['what NMS did', nmsLines(named)],
    ['where they come from', detections.some(({ origin }) => origin !== null) ? originTable(named) : null],
    ['suppressed', suppressed.length === 0 ? null : suppressedTable(suppressed, nameOf)],
    ['missed', missed.length === 0 ? null : missed.map((miss) => missLine(miss, named)).join('\n')],
    [
      'ground truth',
      groundTruth.length === 0
        ? null
        : formatTable([
            ['#', 'class', 'box', 'outcome', 'row'],
            ...groundTruth.map((object, index) => [
              `#${index}`,
              nameOf(object),
              boxText(object.box),
              object.ignore ?? object.outcome,
              object.detection === null ? '' : String(object.detection),
            ]),
          ]),
    ],
  ];
  return [
    countLine(inspection),
    ...sections.flatMap(([title, lines]) => (lines === null ? [] : ['', title, lines])),
  ].join('\n');
}

function countLine({ counts, removed, detections }: ImageInspection): string {
  const of = (fate: RemovedFacts['fate']) => removed.filter((facts) => facts.fate === fate).length;
  const fates = [
    [of('suppressed'), 'suppressed'],
    [of('below-score'), 'below the score threshold'],
    [of('beyond-maximum'), 'beyond the maximum'],
    [of('muted'), 'muted'],
  ] as const;
  const removedText = fates.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return (
    `${plural(counts.tp, 'true positive')}, ${plural(counts.fp, 'false positive')}, ${counts.missed} missed; ` +
    `${plural(detections.length + removed.length, 'candidate')}${removedText.length === 0 ? '' : `: ${removedText.join(', ')}`}`
  );
}

function detectionTable({ inspection, classes }: NamedInspection): string {
  const { detections, groundTruth } = inspection;
  const objectText = (index: number) => `#${index} ${classes[groundTruth[index]!.classIndex]!}`;
  return formatTable([
    ['row', 'outcome', 'class', 'score', 'factors', 'box', 'IoU with ground truth', 'suppressed'],
    ...detections.map((facts) => [
      String(facts.row),
      outcomeText(facts),
      classes[facts.classIndex]!,
      facts.final.score.toFixed(3),
      factorText(facts),
      boxText(facts.final.box),
      listText(
        facts.near
          .filter(({ iou }) => iou >= LEAST_IOU)
          .map(({ groundTruth: index, iou }) => `${objectText(index)} ${iou.toFixed(2)}`),
      ),
      listText(facts.suppressed.map(({ row, iou }) => `${row} (${iou.toFixed(2)})`)),
    ]),
  ]);
}

function outcomeText({ outcome, match, error }: DetectionFacts): string {
  if (outcome === 'tp') return `TP of #${match!.groundTruth}`;
  if (outcome === 'ignored') return 'ignored';
  if (error === null) return 'FP';
  const about = error.groundTruth === null ? '' : `, #${error.groundTruth}`;
  const taker = error.takenBy === null ? '' : ` taken by row ${error.takenBy}`;
  return `FP: ${ERROR_WORDS[error.kind]}${about}${taker}`;
}

/** False positives that NMS kept for a better box, or beside one; null where there are none. */
function nmsLines({ inspection, classes, settings }: NamedInspection): string | null {
  const { detections, groundTruth } = inspection;
  const lines = detections.flatMap(({ row, better, rival }) => [
    ...(better === null
      ? []
      : [
          `row ${row}: NMS kept the wrong one; it removed row ${better.row}, which lies on the missed ` +
            `#${better.groundTruth} ${classes[groundTruth[better.groundTruth]!.classIndex]!} at IoU ${better.iou.toFixed(2)}.`,
        ]),
    ...(rival === null
      ? []
      : [`row ${row}: overlaps row ${rival.row} by ${describeRival(rival, settings)}.`]),
  ]);
  return lines.length === 0 ? null : lines.join('\n');
}

/** `0.98 x 0.99`, and the certainty of a Gaussian head. */
function factorText({ factors, sigma }: CandidateFacts): string {
  if (factors === null) return 'as imported';
  const { objectness, classProbability, certainty } = factors;
  return [objectness, classProbability, ...(sigma ? [certainty] : [])]
    .map((factor) => factor.toFixed(3))
    .join(' x ');
}

function originTable({ inspection, classes }: NamedInspection): string {
  const rows = inspection.detections.map((facts) => {
    const { origin, logits, sideSigma } = facts;
    const logitText = (value: number | null) => (value === null ? '-' : value.toFixed(1));
    return [
      String(facts.row),
      origin ? String(origin.stride) : '-',
      origin
        ? `${origin.anchor + 1}: ${Math.round(origin.anchorSize.width)}x${Math.round(origin.anchorSize.height)} px`
        : '-',
      origin ? `${origin.row}, ${origin.column}` : '-',
      origin ? `${origin.receptiveField} px` : '-',
      `${logitText(logits.objectness)}, ${logitText(logits.classProbability)}`,
      sideSigma ? `${sideSigma.leftRight.toFixed(1)}, ${sideSigma.topBottom.toFixed(1)} px` : '-',
      origin ? roleText(origin.training, inspection.trainedOn, classes) : '-',
    ];
  });
  const heads = ['row', 'stride', 'anchor', 'cell', 'sees', 'logits obj, class', 'sigma x, y', 'in training'];
  return formatTable([heads, ...rows]);
}

function roleText(
  role: TrainingRole,
  trainedOn: ImageInspection['trainedOn'],
  classes: readonly string[],
): string {
  if (role.role === 'negative') return 'negative';
  const object = `#${role.object} ${classes[trainedOn[role.object]!.classIndex]!}`;
  return role.role === 'positive'
    ? `positive for ${object}`
    : `ignored, IoU ${role.iou.toFixed(2)} with ${object}`;
}

function suppressedTable(
  suppressed: readonly RemovedFacts[],
  nameOf: (facts: RemovedFacts) => string,
): string {
  return formatTable([
    ['row', 'class', 'score', 'box', 'by row', 'IoU'],
    ...suppressed.map((facts) => [
      String(facts.row),
      nameOf(facts),
      facts.finalScore === facts.score
        ? facts.score.toFixed(3)
        : `${facts.score.toFixed(3)} to ${facts.finalScore.toFixed(3)}`,
      boxText(facts.box),
      String(facts.suppressedBy),
      facts.iou.toFixed(2),
    ]),
  ]);
}

/** A missed object and what stood in its way. */
function missLine(miss: MissFacts, { inspection, classes, settings }: NamedInspection): string {
  const object = inspection.groundTruth[miss.groundTruth]!;
  const head = `#${miss.groundTruth} ${classes[object.classIndex]!} at ${boxText(object.box)}: `;
  const claimed = miss.claimedBy === null ? '' : ` Row ${miss.claimedBy} is about it.`;
  return `${head}${reasonText(miss, settings)}${claimed}`;
}

function reasonText(
  miss: MissFacts,
  { matchIouThreshold, scoreThreshold, maxDetections }: OperatingSettings,
): string {
  if (miss.reason === 'no-candidate') {
    const nearest = miss.iou === 0 ? 'none touches it' : `the nearest has ${miss.iou.toFixed(2)}`;
    return `no candidate of its class reaches IoU ${matchIouThreshold}; ${nearest}.`;
  }
  const found = `row ${miss.row} lies on it at IoU ${miss.iou.toFixed(2)}`;
  switch (miss.reason) {
    case 'muted':
      return `${found}, but it is muted.`;
    case 'below-score':
      return `${found}, but its score of ${miss.score.toFixed(3)} is below ${scoreThreshold}.`;
    case 'beyond-maximum':
      return `${found}, but ${maxDetections} better boxes were kept before it.`;
    case 'suppressed':
      return `${found}, but row ${miss.by} suppressed it.`;
    case 'elsewhere':
      return miss.takes === null
        ? `${found}, but suppression moved it away.`
        : `${found}, but it takes #${miss.takes}.`;
  }
}

function listText(items: readonly string[]): string {
  const more = items.length > LISTED ? `, ${items.length - LISTED} more` : '';
  return `${items.slice(0, LISTED).join(', ')}${more}`;
}

/** `10,20 30x40`: left, top, width, height, px. */
function boxText({ x1, y1, x2, y2 }: Box): string {
  const [left, top, width, height] = [x1, y1, x2 - x1, y2 - y1].map((side) => side.toFixed(0));
  return `${left},${top} ${width}x${height}`;
}
