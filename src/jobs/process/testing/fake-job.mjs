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
  if (what === 'fail-unstored') {
    await report({ type: 'failed', code: 'disk-full', message: 'no room', hint: 'make some' });
    process.exit(0);
  }
  if (what === 'hoard') {
    const hoard = [];
    for (;;) hoard.push(new Array(1000).fill({}));
  }
  if (what === 'bad-alloc') {
    process.stderr.write("terminate called after throwing an instance of 'std::bad_alloc'\n", () =>
      process.abort(),
    );
  }
  setInterval(() => {}, 1000);
}
