// A run's name: what differs from the preset, and the metric: slim-320-gauss-a9-mAP50=0.83-FPI=1.2.
import type { EvaluationSummary } from '../../contract/evaluation.ts';
import type { ResolvedRecipe } from '../../contract/recipe.ts';
import { DEFAULT_STRIDES } from '../../core/network/presets.ts';

/** The name of a run; without numbers while there is no evaluation. */
export function runName(recipe: ResolvedRecipe, evaluation: EvaluationSummary | null): string {
  const { preset, neck, gaussian, branches, widthMultiple } = recipe.network;
  const parts = [preset.replace('yolov3-', ''), String(recipe.input.width)];
  if (preset === 'yolov3-slim' && widthMultiple !== 0.5) parts.push(`w${widthMultiple}`);
  if (neck !== 'fpn') parts.push(neck === 'none' ? 'no-neck' : neck);
  if (gaussian) parts.push('gauss');
  parts.push(`a${branches.reduce((sum, branch) => sum + branch.anchors.length, 0)}`);
  const strides = branches.map((branch) => branch.stride);
  if (strides.join() !== DEFAULT_STRIDES[preset]!.join()) parts.push(`s${strides.join('+')}`);
  if (recipe.loss.box !== 'ciou') parts.push(recipe.loss.box);
  if (recipe.optimizer.kind !== 'sgd') parts.push(recipe.optimizer.kind);
  if (evaluation) {
    parts.push(`mAP50=${evaluation.coco.AP50.toFixed(2)}`);
    parts.push(`FPI=${evaluation.operatingPoint.falsePositivesPerImage.toFixed(1)}`);
  }
  return parts.join('-');
}
