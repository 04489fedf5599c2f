// An inspector process for tests: answers with what it was asked, a question about the split "held" only after another one. It
// dies when asked for the split "die", and tells of three batches of crops.
import process from 'node:process';

let answered = 0;
let held = null;

process.on('message', ({ id, method, input }) => {
  if (input.split === 'die') process.exit(5);
  if (input.split === 'bug') return process.send({ id, stack: 'Error: a bug\n    at here' });
  if (input.split === 'mistake') return process.send({ id, userError: { code: 'mistake', message: 'no' } });
  const batch = method === 'describeCrops' ? { done: input.fromRow + 1, total: 3 } : {};
  if (input.split === 'held' && answered === 0) {
    held = () => process.send({ id, result: { pid: process.pid, method, input, answered: ++answered } });
    return;
  }
  process.send({ id, result: { ...batch, pid: process.pid, method, input, answered: ++answered } });
  held?.();
});
