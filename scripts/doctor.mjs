// npm run doctor: what is here, what is missing, which backend will compute and why; changes nothing.
import { parseArgs } from 'node:util';
import * as app from './doctor/check-app.mjs';
import * as engine from './doctor/check-engine.mjs';
import * as machine from './doctor/check-machine.mjs';
import { runEntry } from './setup/run-entry.mjs';
import { createPainter } from './terminal/steps.mjs';

const HELP = `Shows what Boxwright finds on this machine, and what would improve it. Changes nothing.

Usage: npm run doctor [-- options]

  --json   print it as JSON
  --help   show this text

Exit code: 0 if Boxwright can work here (perhaps after its own set-up), else 1.
`;

async function examine() {
  const [gpu, python, compiler, native, sharp, cache] = await Promise.all([
    machine.checkGpu(),
    engine.checkPython(),
    engine.checkCompiler(),
    engine.checkNativeEngine(),
    app.checkSharp(),
    app.checkCacheFolder(),
  ]);
  const node = machine.checkNode();
  const wasm = engine.checkWasm();
  const findings = [
    node,
    app.checkNpmPackages(),
    machine.checkProcessor(),
    gpu,
    python,
    compiler,
    native,
    wasm,
    sharp,
    machine.checkDisplay(),
    app.checkElectron(),
    app.checkBrowser(),
    cache,
  ];
  return { findings, ...engine.chooseBackend(native, wasm), canWork: node.state === 'ok' };
}

function print({ findings, backend, why }) {
  const painter = createPainter(process.stdout);
  const marks = { ok: painter.green('✓'), optional: painter.yellow('–'), missing: painter.red('✗') };
  const width = Math.max(...findings.map(({ name }) => name.length));
  for (const { name, state, detail, improve } of findings) {
    process.stdout.write(`${marks[state]} ${name.padEnd(width)}  ${detail}\n`);
    if (improve) process.stdout.write(`  ${' '.repeat(width)}  ${painter.dim(`→ ${improve}`)}\n`);
  }
  process.stdout.write(`\nBackend: ${painter.bold(backend ?? 'none yet')}, because ${why}.\n`);
}

await runEntry(async () => {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return void process.stdout.write(HELP);
  const report = await examine();
  if (values.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else print(report);
  return report.canWork ? 0 : 1;
});
