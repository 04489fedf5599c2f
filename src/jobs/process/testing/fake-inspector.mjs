// An inspector process for tests: answers with what it was asked, and dies when asked for the split "die".
import process from 'node:process';

let answered = 0;

process.on('message', ({ id, method, input }) => {
  if (input.split === 'die') process.exit(5);
  if (input.split === 'bug') return process.send({ id, stack: 'Error: a bug\n    at here' });
  if (input.split === 'mistake') return process.send({ id, userError: { code: 'mistake', message: 'no' } });
  process.send({ id, result: { pid: process.pid, method, input, answered: ++answered } });
});
