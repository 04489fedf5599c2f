// Both sides of a case in turn on the same machine: medians of their rounds, and the ratio.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Side } from './side.mjs';

const ROUNDS = 7;
const WARM_UP_ROUNDS = 2;

export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/**
 * @param {{ours: (exchange: string) => Side, peer: (exchange: string) => Side, rounds?: number, warmUp?: number,
 *   check?: (ours: object, peer: object) => void}} sides
 *   each is told the folder through which our side gives its numbers to the peer; `check` is told what both said about the
 *   case, and throws where they did not do the same
 * @returns {Promise<{ours: number, peer: number, ratio: number, oursBytes: number, peerBytes: number}>} milliseconds
 */
export async function compare({ ours, peer, rounds = ROUNDS, warmUp = WARM_UP_ROUNDS, check }) {
  const exchange = await mkdtemp(join(tmpdir(), 'boxwright-bench-'));
  const a = ours(exchange);
  let b;
  try {
    const aboutOurs = await a.ready();
    // Second, because it reads what the first has written.
    b = peer(exchange);
    const aboutPeer = await b.ready();
    check?.(aboutOurs, aboutPeer);
    const [oursMs, peerMs] = [[], []];
    let [oursBytes, peerBytes] = [0, 0];
    for (let round = -warmUp; round < rounds; round++) {
      const first = await a.round();
      const second = await b.round();
      if (round < 0) continue;
      oursMs.push(first.ms);
      peerMs.push(second.ms);
      [oursBytes, peerBytes] = [Math.max(oursBytes, first.bytes), Math.max(peerBytes, second.bytes)];
    }
    const [oursMedian, peerMedian] = [median(oursMs), median(peerMs)];
    return { ours: oursMedian, peer: peerMedian, ratio: oursMedian / peerMedian, oursBytes, peerBytes };
  } finally {
    await Promise.all([a.end(), b?.end()]);
    await rm(exchange, { recursive: true });
  }
}

/** A side from the bundle of bench/ours. */
export const ourSide = (file, example) => new Side(process.execPath, [file, JSON.stringify(example)]);

/** A side from bench/peers. */
export const peerSide = (python, file, example) => new Side(python, ['-B', file, JSON.stringify(example)]);
