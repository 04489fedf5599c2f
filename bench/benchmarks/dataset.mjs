// dataset: folders of COCO's size opened for the first time and again, each time by a new process.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../../scripts/engine/locate.mjs';
import { lastLines, runCommand } from '../../scripts/process/run-command.mjs';
import { requireDataset } from '../data/make-dataset.mjs';
import { median } from '../harness/compare.mjs';

const ROUNDS = 5;

async function measure(command, args, env = process.env) {
  const { code, stdout, stderr } = await runCommand(command, args, { env });
  if (code !== 0) throw new Error(`${args.join(' ')} failed:\n${lastLines(stderr, 8)}`);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

/** Our openings: each round one with an empty cache and one after it. */
async function openRepeatedly(script, folder, peer) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const cache = await mkdtemp(join(tmpdir(), 'boxwright-bench-'));
    try {
      const env = { ...process.env, BOXWRIGHT_CACHE: cache };
      const open = () => measure(process.execPath, [script, folder], env);
      rounds.push({ first: await open(), second: await open(), peer: await peer?.() });
    } finally {
      await rm(cache, { recursive: true });
    }
  }
  return rounds;
}

const most = (values) => Math.max(...values);

/** One row: what `pick` finds in each round. */
function row(label, goalTime, rounds, pick, withPeer = false) {
  const ours = median(rounds.map((round) => pick(round).ms));
  const peer = withPeer ? median(rounds.map((round) => round.peer.opened)) : null;
  return {
    name: 'dataset',
    case: label,
    ours,
    peer,
    ratio: peer === null ? null : ours / peer,
    oursBytes: most(rounds.map((round) => pick(round).bytes)),
    peerBytes: withPeer ? most(rounds.map((round) => round.peer.bytes)) : null,
    goal: null,
    goalTime,
    unit: 'ms',
  };
}

const first = ({ first: { first: ms, bytes } }) => ({ ms, bytes });
const whole = ({ first: { opened: ms, bytes } }) => ({ ms, bytes });
const again = ({ second: { opened: ms, bytes } }) => ({ ms, bytes });

export const dataset = {
  name: 'dataset',
  title: 'Opening a dataset',
  text: "Folders made from a seed (bench/data/make-dataset.mjs), read by a process of their own with the files in the system's memory: COCO's training split (118,000 images, 860,000 boxes, JSON of 431 MB), YOLO and Pascal VOC with 100,000 images and 730,000 boxes. Ours reads labels, looks at the header of every image, and checks boxes, doubles and names; pycocotools reads the JSON. The second opening finds every file unchanged and takes the rest from the cache. Medians of five; memory is the peak.",
  peer: 'pycocotools',
  async run({ ours, python, peers, report }) {
    const data = join(cacheFolder(), 'bench-data');
    const script = join(ours, 'open-dataset.js');
    const rows = [];
    for (const kind of ['coco', 'yolo', 'voc']) {
      const folder = await requireDataset(kind, data, report);
      report(`dataset: ${kind}`);
      const json = join(folder, 'annotations', 'instances_train2017.json');
      const peer = kind === 'coco' ? () => measure(python, ['-B', join(peers, 'open_coco.py'), json]) : null;
      const rounds = await openRepeatedly(script, folder, peer);
      if (kind !== 'coco') rows.push(row(`${kind}: first images`, 1000, rounds, first));
      const goal = kind === 'coco' ? 15_000 : null;
      rows.push(row(`${kind}: everything`, goal, rounds, whole, kind === 'coco'));
      rows.push(row(`${kind}: opened again`, 2000, rounds, again));
    }
    return rows;
  },
};
