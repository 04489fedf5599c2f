// Which weights of a training are kept: the last, the best by AP, and those with the fewest false positives.
import type { CheckpointKind, JobEventPayload, ValidationMetrics } from '../../contract/job-events.ts';
import type { Detector } from '../../engine/predict.ts';
import type { TrainerState } from '../../engine/train/trainer.ts';
import { encodeCheckpoint } from '../../engine/weights/checkpoint.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';

type Checkpointed = Extract<JobEventPayload, { type: 'checkpoint' }>;

/** Writes checkpoints of one run. */
export class CheckpointKeeper {
  readonly #folder: RunFolder;
  readonly #about: Pick<Detector, 'network' | 'classes' | 'pixels'>;
  #bestAp = -Infinity;
  #fewestFp = Infinity;

  constructor(folder: RunFolder, about: Pick<Detector, 'network' | 'classes' | 'pixels'>) {
    this.#folder = folder;
    this.#about = about;
  }

  /**
   * Takes up the bests of the epochs before a training is resumed, from the journal. An epoch after which no checkpoint was
   * written is left out: it will be repeated.
   */
  async recall(): Promise<void> {
    let validation: ValidationMetrics | undefined;
    for (const { event } of await this.#folder.readEvents()) {
      if (event.type === 'metric') validation = event.validation;
      if (event.type !== 'checkpoint' || !validation) continue;
      if (event.kind === 'best-ap') this.#bestAp = validation.AP;
      if (event.kind === 'best-fp') this.#fewestFp = validation.falsePositivesPerImage;
    }
  }

  /** Everything that resuming needs. */
  saveLast(epoch: number, state: TrainerState): Promise<Checkpointed> {
    return this.#save('last', epoch, state);
  }

  /** The weights, under each title that they have won. */
  async saveBest(epoch: number, state: TrainerState, validation: ValidationMetrics): Promise<Checkpointed[]> {
    const saved: Checkpointed[] = [];
    for (const kind of this.#improvements(validation)) saved.push(await this.#save(kind, epoch, state));
    return saved;
  }

  #improvements(validation: ValidationMetrics): CheckpointKind[] {
    const won: CheckpointKind[] = [];
    if (validation.AP > this.#bestAp) {
      this.#bestAp = validation.AP;
      won.push('best-ap');
    }
    // Without any detection there is no false positive either: that is no merit.
    if (validation.recall > 0 && validation.falsePositivesPerImage < this.#fewestFp) {
      this.#fewestFp = validation.falsePositivesPerImage;
      won.push('best-fp');
    }
    return won;
  }

  async #save(kind: CheckpointKind, epoch: number, state: TrainerState): Promise<Checkpointed> {
    const bytes = encodeCheckpoint(this.#about, state, kind === 'last');
    return { type: 'checkpoint', kind, epoch, file: await this.#folder.writeCheckpoint(kind, bytes) };
  }
}
