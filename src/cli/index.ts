// The command line: parses arguments, runs a command, and turns what happened into an exit code.
import { runCommandLine } from './run-command-line.ts';

process.exitCode = await runCommandLine(process.argv.slice(2));
