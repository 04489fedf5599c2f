// A process for tests that writes everything a run has, again and again, until it is killed or a write fails.
import { decodeSafetensors, encodeSafetensors } from '../../../engine/weights/safetensors.ts';
import { UserError } from '../../../core/user-error.ts';
import { createRun } from '../create-run.ts';
import { listRuns, openRun } from '../find-runs.ts';
import type { RunFolder } from '../run-folder.ts';
import { exampleMetric, exampleRun } from './example-run.ts';

const runsDirectory = process.argv[2]!;
/** Numbers in a checkpoint; each is the round in which it was written. With 0 there are no checkpoints. */
const NUMBERS = Number(process.argv[3]);

function checkpoint(round: number): Uint8Array {
  const values = new Float32Array(NUMBERS).fill(round);
  return encodeSafetensors({ tensors: new Map([['round', { shape: [NUMBERS], values }]]), metadata: {} });
}

/** The round after the last checkpoint, as a resumed training goes on. */
async function nextRound(run: RunFolder): Promise<number> {
  if (!(await run.hasCheckpoint('last'))) return 1;
  const { tensors } = decodeSafetensors(await run.readCheckpoint('last'));
  return tensors.get('round')!.values[0]! + 1;
}

try {
  const [known] = await listRuns(runsDirectory);
  const run = known ? await openRun(known.directory) : await createRun(runsDirectory, exampleRun);
  await run.removeLeftovers();
  process.stdout.write(`${run.directory}\n`);
  for (let round = await nextRound(run); ; round++) {
    await run.updateRecord({ epochsDone: round });
    await run.appendMetricsRow(exampleMetric(round));
    await run.appendEvent({ type: 'log', level: 'info', message: 'x'.repeat((round * 997) % 6000) });
    if (NUMBERS === 0) continue;
    for (const kind of ['best-ap', 'best-fp', 'last'] as const)
      await run.writeCheckpoint(kind, checkpoint(round));
  }
} catch (error) {
  const said = error instanceof UserError ? error.toDetails() : { stack: String(error) };
  process.stdout.write(`${JSON.stringify(said)}\n`);
  process.exitCode = 1;
}
