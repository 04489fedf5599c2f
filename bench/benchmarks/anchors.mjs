// anchors: nine of them from 860,000 boxes, against SciPy's k-means as Ultralytics uses it.
import { join } from 'node:path';
import { compare, ourSide, peerSide } from '../harness/compare.mjs';

const percent = (share) => `${(100 * share).toFixed(2)} %`;

export const anchors = {
  name: 'anchors',
  title: 'Anchors',
  text: 'Nine anchors from 860,000 log-normal box sizes. Ours: k-means++ seeding, ten restarts, 1 - IoU or 1 - ratio as distance, on bins and then two steps on every box. The peer: SciPy, 30 runs on sides divided by their deviation, as Ultralytics starts its autoanchor. Beside the time stand the mean best IoU and the best possible recall at a ratio of 4.',
  peer: 'SciPy',
  async run({ ours, python, peers, report }) {
    const results = [];
    for (const metric of ['iou', 'ratio']) {
      report(`anchors: ${metric}`);
      let fits = '';
      const comparison = await compare({
        ours: (exchange) => ourSide(join(ours, 'anchors.js'), { metric, exchange }),
        peer: (exchange) => peerSide(python, join(peers, 'anchors.py'), { exchange }),
        rounds: 5,
        warmUp: 1,
        check: (a, b) => {
          fits = `mean IoU ${a.meanIou.toFixed(4)} to ${b.meanIou.toFixed(4)}, recall ${percent(a.recall)} to ${percent(b.recall)}`;
        },
      });
      results.push({
        name: 'anchors',
        case: `1 - ${metric}: ${fits}`,
        ...comparison,
        goal: null,
        goalTime: 1000,
        unit: 'ms',
      });
    }
    return results;
  },
};
