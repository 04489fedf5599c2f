// Draws the outcomes of the inspected image: ground truth below, the picked box on top.
import type { EvaluationImage } from '../../../contract/evaluation-calls.ts';
import type { Box } from '../../../core/boxes/box.ts';
import { ERROR_LABELS } from '../../../core/errors/error-words.ts';
import { drawBox, drawLabels, drawManyBoxes, type BoxLabel } from '../../components/stage/draw-boxes.ts';
import type { Viewport } from '../../components/stage/viewport.ts';
import type { HeatGrid } from '../../state/heat-map.svelte.ts';
import { samePick } from '../../state/box-picking.ts';
import type { ScoredCandidates } from '../../state/candidate-columns.ts';
import type { Picked } from '../../state/inspected-image.svelte.ts';
import { detectionOf, type ImageOutcomes, type JudgedDetection } from '../../state/judge-candidates.ts';
import { drawHeat } from './draw-heat.ts';
import { drawAnchor, drawLink, drawReceptiveField, drawSigma } from './draw-origin.ts';
import type { LabelPlace } from '../../state/picture-pointer.svelte.ts';
import { describePick, MOST_LABELS, type OverlaySwitches } from '../../state/shown-boxes.ts';

export interface Scene {
  readonly image: EvaluationImage;
  readonly candidates: ScoredCandidates;
  readonly outcomes: ImageOutcomes;
  readonly switches: OverlaySwitches;
  readonly picked: Picked | null;
  readonly hovered: Picked | null;
  /** Whether the picked box shows its cell, its anchor and how sure its sides are. */
  readonly showOrigin: boolean;
  /** Objectness of a branch and anchor, where it is asked for. */
  readonly heat: HeatGrid | null;
}

/** Where it is drawn: context and view belong together. */
interface Canvas {
  readonly context: CanvasRenderingContext2D;
  readonly view: Viewport;
}

/** The weakest candidate is still to be seen. */
const FAINTEST = 0.12;
/** Opacity of suppressed boxes that have nothing to do with the picked one. */
const UNRELATED = 0.3;
/** Steps of opacity among candidates. */
const SHADES = 8;

interface OutcomeLabel extends BoxLabel {
  readonly picked: Picked;
}

/** Draws everything that is switched on, in CSS px of the stage. @returns where each box is named, so that it can be clicked */
export function drawOverlays(
  context: CanvasRenderingContext2D,
  view: Viewport,
  stageWidth: number,
  scene: Scene,
): readonly LabelPlace[] {
  const canvas = { context, view };
  const { switches, outcomes } = scene;
  if (scene.heat !== null) drawHeat(context, view, scene.image, scene.heat);
  if (switches.candidates) drawCandidates(canvas, scene);
  if (switches.groundTruth) {
    for (const { box, outcome } of outcomes.groundTruth) {
      drawBox(context, view, box, outcome === 'ignored' ? 'ignored' : 'gt');
    }
  }
  if (switches.suppressed) drawSuppressed(canvas, scene);
  const labels = [
    ...drawMarked(canvas, scene),
    ...(switches.missed ? drawMissed(canvas, scene) : []),
    ...drawDetections(canvas, scene),
  ];
  if (scene.showOrigin && scene.picked?.kind === 'candidate') drawOrigin(canvas, scene, scene.picked.row);
  // What is pointed at or picked is named first.
  const rank = ({ insistent = false }: BoxLabel): number => (insistent ? 0 : 1);
  const written = drawLabels(
    context,
    view,
    labels.toSorted((a, b) => rank(a) - rank(b)),
    stageWidth,
  );
  return written.map(({ label, x, y, width, height }) => ({ picked: label.picked, x, y, width, height }));
}

/** Of a picked box: its cell and anchor, what the cell saw, and how sure the sides are. */
function drawOrigin({ context, view }: Canvas, { image, candidates, outcomes }: Scene, row: number): void {
  const { table } = candidates;
  drawReceptiveField(context, view, image, table, row);
  drawAnchor(context, view, image, table, row);
  if (table.sideSigma === null) return;
  const { box } =
    outcomes.detections.find((detection) => detection.row === row) ?? detectionOf(candidates, row);
  drawSigma(context, view, box, [table.sideSigma[row * 2]!, table.sideSigma[row * 2 + 1]!]);
}

function isMarked({ picked, hovered }: Scene, pick: Picked): boolean {
  return samePick(picked, pick) || samePick(hovered, pick);
}

function drawCandidates({ context, view }: Canvas, { candidates }: Scene): void {
  const shades = Array.from({ length: SHADES }, (): Box[] => []);
  for (let row = 0; row < candidates.table.length; row++) {
    const { box, score } = detectionOf(candidates, row);
    if (score >= 0) shades[Math.min(SHADES - 1, Math.floor(score * SHADES))]!.push(box);
  }
  shades.forEach((boxes, shade) =>
    drawManyBoxes(context, view, boxes, 'candidate', FAINTEST + ((1 - FAINTEST) * shade) / (SHADES - 1)),
  );
}

function drawDetections({ context, view }: Canvas, scene: Scene): readonly OutcomeLabel[] {
  const { switches, outcomes, image } = scene;
  const shown = outcomes.detections.filter(({ outcome }) => (outcome === 'fp' ? switches.fp : switches.tp));
  const marked = ({ row }: JudgedDetection): boolean => isMarked(scene, { kind: 'candidate', row });
  // False positives over true ones, marked ones over both.
  const rank = (detection: JudgedDetection): number =>
    (marked(detection) ? 2 : 0) + (detection.outcome === 'fp' ? 1 : 0);
  for (const detection of shown.toSorted((a, b) => rank(a) - rank(b))) {
    drawBox(context, view, detection.box, detection.outcome, { emphasis: marked(detection) });
  }
  const surest = new Set(shown.filter(({ outcome }) => outcome === 'fp').slice(0, MOST_LABELS));
  return shown
    .filter((detection) => marked(detection) || (switches.labels && surest.has(detection)))
    .map((detection) => {
      const { box, outcome, classIndex, score, error } = detection;
      const kind = error === null ? '' : ` · ${ERROR_LABELS[error.kind]}`;
      const text = `${image.classes[classIndex] ?? ''} ${score.toFixed(2)}${kind}`;
      const picked = { kind: 'candidate' as const, row: detection.row };
      return { box, text, style: outcome, insistent: marked(detection), picked };
    });
}

function drawMissed({ context, view }: Canvas, scene: Scene): readonly OutcomeLabel[] {
  const labels: OutcomeLabel[] = [];
  scene.outcomes.groundTruth.forEach(({ box, outcome, classIndex }, index) => {
    if (outcome !== 'missed') return;
    const picked = { kind: 'groundTruth' as const, index };
    const emphasis = isMarked(scene, picked);
    drawBox(context, view, box, 'missed', { emphasis });
    const text = `missed ${scene.image.classes[classIndex] ?? ''}`;
    if (emphasis) labels.push({ box, text, style: 'missed', insistent: true, picked });
  });
  return labels;
}

/** Everything suppressed, faintly; with a box picked, what it suppressed (or what fell with it) plainly, with a line to it. */
function drawSuppressed({ context, view }: Canvas, { outcomes, candidates, picked }: Scene): void {
  const { suppressedBy } = outcomes.suppression;
  const by = picked?.kind === 'candidate' ? suppressedBy[picked.row]! : -1;
  const winner = picked?.kind !== 'candidate' ? null : by >= 0 ? by : picked.row;
  const boxOf = (row: number): Box => detectionOf(candidates, row).box;
  const others = outcomes.suppressedRows.filter((row) => winner === null || suppressedBy[row] !== winner);
  drawManyBoxes(context, view, others.map(boxOf), 'suppressed', winner === null ? 0.7 : UNRELATED);
  if (winner === null) return;
  for (const row of outcomes.suppressedRows) {
    if (suppressedBy[row] !== winner) continue;
    drawBox(context, view, boxOf(row), 'suppressed');
    drawLink(context, view, boxOf(row), boxOf(winner));
  }
}

/** What is marked and not drawn yet: a removed candidate, an object, or a kind of box that is switched off. */
function drawMarked({ context, view }: Canvas, scene: Scene): readonly OutcomeLabel[] {
  const { hovered, switches } = scene;
  return [samePick(hovered, scene.picked) ? null : hovered, scene.picked].flatMap((picked) => {
    const shown = picked === null ? null : describePick(picked, scene);
    if (picked === null || shown === null) return [];
    const { box, outcome } = shown;
    const isDrawn =
      picked.kind === 'groundTruth'
        ? outcome === 'missed' && switches.missed
        : (outcome === 'fp' && switches.fp) || ((outcome === 'tp' || outcome === 'ignored') && switches.tp);
    if (isDrawn) return [];
    const style = outcome === 'matched' ? 'gt' : outcome;
    drawBox(context, view, box, style, { emphasis: true });
    return [{ box, text: nameOf(picked, scene), style, insistent: true, picked }];
  });
}

function nameOf(picked: Picked, { image, outcomes, candidates }: Scene): string {
  if (picked.kind === 'groundTruth')
    return `${image.classes[outcomes.groundTruth[picked.index]?.classIndex ?? -1] ?? ''}, truth`;
  const { classIndex, score } = detectionOf(candidates, picked.row);
  return `${image.classes[classIndex] ?? ''} ${score < 0 ? 'muted' : score.toFixed(2)}`;
}
