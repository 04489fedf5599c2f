// Builds the program from its commands and maps outcomes to exit codes: 0 done, 1 failed, 2 usage, 130 interrupted.
import { Command, CommanderError } from 'commander';
import { UserError } from '../core/user-error.ts';
import { addDatasetCommand } from './commands/dataset.ts';
import { addTrainCommand } from './commands/train.ts';
import { printError } from './output/print-error.ts';
import { packageVersion } from './package-version.ts';

export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Thrown by a command that was interrupted and has ended cleanly. */
export class Interrupted extends Error {}

/** Runs the command line and returns the exit code. Results go to stdout, all else to stderr. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  const program = new Command('boxwright')
    .description('Train YOLOv3-style detectors and see where their false positives come from.')
    .version(packageVersion())
    .showHelpAfterError('(boxwright --help lists the commands)')
    .exitOverride();
  for (const add of [addDatasetCommand, addTrainCommand]) add(program);
  for (const command of program.commands) command.exitOverride().showHelpAfterError();
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (error instanceof Interrupted) return EXIT.interrupted;
    printError(error);
    return error instanceof UserError && error.code === 'usage' ? EXIT.usage : EXIT.failed;
  }
}
