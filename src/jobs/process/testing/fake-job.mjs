// A job process for tests: what it does is told by the dataset root of its spec.
import process from 'node:process';
import { setInterval } from 'node:timers';

const report = (event) => new Promise((resolve) => process.send({ type: 'event', event }, resolve));

process.on('message', async (message) => {
  if (message.type === 'cancel') {
    if (behaviour === 'stubborn') return;
    await report({ type: 'cancelled', seconds: 1 });
    process.exit(0);
  }
  await act(message.spec.datasetRoot);
});

let behaviour = '';

async function act(what) {
  behaviour = what;
  await report({ type: 'log', level: 'info', message: `pid ${process.pid}` });
  if (what === 'succeed') {
    await report({ type: 'succeeded', seconds: 1 });
    process.exit(0);
  }
  if (what === 'crash') {
    process.stderr.write('loading the model\nout of cheese\n', () => process.exit(7));
  }
  if (what === 'crash-after-success') {
    await report({ type: 'succeeded', seconds: 1 });
    process.exit(9);
  }
  setInterval(() => {}, 1000);
}
