// boxwright doctor: what is there, what is missing, which backend will be used and why.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { UserError } from '../../core/user-error.ts';
import { packageRoot } from '../package-root.ts';

/** Adds the command. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('what is there, what is missing, which backend will be used and why')
    .option('--json', 'one JSON document on stdout')
    .action((options: { json?: boolean }) => {
      // The script also runs before anything is installed or built, so it stands outside of this program.
      const script = fileURLToPath(new URL('scripts/doctor.mjs', packageRoot()));
      const { status } = spawnSync(process.execPath, [script, ...(options.json ? ['--json'] : [])], {
        stdio: 'inherit',
      });
      if (status !== 0)
        throw new UserError({
          code: 'doctor-failed',
          message: 'No backend can work here.',
          hint: 'See the lines above.',
        });
    });
}
