// Builds the program from its commands and maps outcomes to exit codes: 0 done, 1 failed, 2 usage, 130 interrupted.
import { Command, CommanderError } from 'commander';
import { UserError } from '../core/user-error.ts';
import { addAnchorsCommand } from './commands/anchors.ts';
import { addDatasetCommand } from './commands/dataset.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEvaluateCommand } from './commands/evaluate.ts';
import { addImportCommand } from './commands/import.ts';
import { addInspectCommand } from './commands/inspect.ts';
import { addMarksCommand } from './commands/marks.ts';
import { addNetworkCommand } from './commands/network.ts';
import { addPredictCommand } from './commands/predict.ts';
import { addRelocateCommand } from './commands/relocate.ts';
import { addReportCommand } from './commands/report.ts';
import { addSampleCommand } from './commands/sample.ts';
import { printError } from './output/print-error.ts';
import { addServeCommands } from './commands/serve.ts';
import { addSuppressCommand } from './commands/suppress.ts';
import { addTrainCommand } from './commands/train.ts';
import { EXIT, Interrupted } from './exit-codes.ts';
import { packageVersion } from './package-version.ts';

/** In the order in which a person meets them. */
const COMMANDS = [
  addDoctorCommand,
  addSampleCommand,
  addDatasetCommand,
  addAnchorsCommand,
  addNetworkCommand,
  addTrainCommand,
  addEvaluateCommand,
  addImportCommand,
  addInspectCommand,
  addReportCommand,
  addMarksCommand,
  addPredictCommand,
  addSuppressCommand,
  addRelocateCommand,
  addDemoCommand,
  addServeCommands,
];

/** Runs the command line and returns the exit code. Results go to stdout, all else to stderr. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  const program = new Command('boxwright')
    .description('Train YOLOv3-style detectors and see where their false positives come from.')
    .version(packageVersion())
    .showHelpAfterError('(boxwright --help lists the commands)')
    .exitOverride();
  for (const addCommand of COMMANDS) addCommand(program);
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
