// A training that starts from the weights of another run.
import type { ResolvedRecipe } from '../../contract/recipe.ts';
import type { ParentRun, TransferSummary } from '../../contract/run.ts';
import { hasRoles, nameLayers } from '../../core/network/name-layers.ts';
import { UserError } from '../../core/user-error.ts';
import type { Detector } from '../../engine/predict.ts';
import { startingState, type TrainerState } from '../../engine/train/trainer.ts';
import { decodeCheckpoint } from '../../engine/weights/checkpoint.ts';
import { transferWeights } from '../../engine/weights/transfer.ts';
import { RunFolder } from '../../storage/runs/run-folder.ts';
import { networkOf } from '../recipe/resolve-recipe.ts';

/** Numbers to start from, and what of them is the parent's. */
export interface Inheritance {
  readonly state: TrainerState;
  readonly summary: TransferSummary;
}

/**
 * The parent's detector, its layers with their names.
 * @throws UserError when the checkpoint is gone or cannot be read
 */
export async function readParent({ directory, checkpoint }: ParentRun): Promise<Detector> {
  const folder = new RunFolder(directory);
  const source = folder.checkpointPath(checkpoint);
  const { detector } = decodeCheckpoint(await folder.readCheckpoint(checkpoint), source);
  if (hasRoles(detector.network)) return detector;
  // Written before layers had names; the recipe beside it says what they are.
  const recipe = (await folder.readRecipe()) as ResolvedRecipe;
  const network = nameLayers(detector.network, networkOf(recipe, detector.classes));
  if (network !== null) return { ...detector, network };
  throw new UserError({
    code: 'checkpoint-unreadable',
    message: `${source}: its layers are not those of the recipe beside it, so it is not known what each of them is.`,
    hint: 'Start from another run, or train this one again.',
  });
}

/** The first state of a training with what its network shares with the parent's. */
export async function inherit(
  parent: ParentRun,
  recipe: ResolvedRecipe,
  classes: readonly string[],
): Promise<Inheritance> {
  const { summary, ...numbers } = transferWeights(await readParent(parent), {
    network: networkOf(recipe, classes),
    classes,
    seed: recipe.seed,
    ...(parent.newHeads === undefined ? {} : { newHeads: parent.newHeads }),
  });
  return { state: startingState(numbers, recipe.optimizer), summary };
}

/** For the training's log. */
export function describeInheritance({ runId, checkpoint }: ParentRun, summary: TransferSummary): string[] {
  const { whole, adapted, fresh, share, adaptedLayers, freshLayers, unusedLayers } = summary;
  const parts = (roles: readonly string[]) =>
    [...new Set(roles.map((role) => role.split('.').slice(0, -1).join('.')))].join(', ');
  const listed = (count: number, what: string, roles: readonly string[]) =>
    roles.length === 0 ? `${count} ${what}` : `${count} ${what} (${parts(roles)})`;
  return [
    `Weights of run ${runId} (${checkpoint}): of ${whole + adapted + fresh} tensors ${whole} are taken over as they are, ` +
      `${listed(adapted, 'adapted', adaptedLayers)}, ${listed(fresh, 'new', freshLayers)}; ${(share * 100).toFixed(1)} % of the numbers.`,
    ...(unusedLayers.length === 0 ? [] : [`Not used of that run: ${parts(unusedLayers)}.`]),
  ];
}
