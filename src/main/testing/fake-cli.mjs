// A command line for tests: prints a ready line, or fails.
import process from 'node:process';
import { setInterval } from 'node:timers';

const [what] = process.argv.slice(2);
if (what === 'fail') {
  process.stderr.write('error: port 1 may not be used\n');
  process.exitCode = 1;
} else {
  process.stdout.write('some other line\n{"ready":true,');
  process.stdout.write(`"url":"http://127.0.0.1:1/?token=${process.env.ELECTRON_RUN_AS_NODE}"}\n`);
  setInterval(() => {}, 1000);
}
