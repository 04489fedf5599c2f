// boxwright suppress: suppresses overlaps in any detector's candidates, and says who suppressed whom.
import type { Command } from 'commander';
import { describeRule } from '../../core/nms/describe-rule.ts';
import type { SuppressionSettings } from '../../core/nms/rule.ts';
import { parseResults, refusedEntries } from '../../storage/coco-results/parse-results.ts';
import { suppressResults } from '../../storage/coco-results/suppress-results.ts';
import { fraction, positiveInteger } from '../option-parsers.ts';
import { SuppressionTotals, suppressionReport } from '../output/suppression-report.ts';
import { readTextFile } from '../read-text-file.ts';
import { addSuppressionOptions, chooseRule, type SuppressionOptions } from '../suppression-options.ts';

interface SuppressOptions extends SuppressionOptions {
  readonly iou: number;
  readonly scoreThreshold: number;
  readonly maxDetections?: number;
  readonly json?: boolean;
}

const EXAMPLES = `
The JSON document has an entry an image: what is kept, with final score and box (again COCO results), and what is
suppressed, with the suppressor ("by") and the overlap. "index" and "by" are positions in the file, from 0. Entries with NaN,
with a box without width or height, or with a score that is not from 0 to 1 are left out and listed ("refused").

Examples:
  boxwright suppress candidates.json --method greedy --iou 0.5
  boxwright suppress candidates.json --method soft --sigma 0.3 --score-threshold 0.05
  boxwright suppress candidates.json --method wbf --iou 0.55 --json | jq '[.images[].kept[]]' > results.json
`;

/** Adds the command. */
export function addSuppressCommand(program: Command): void {
  const command = program
    .command('suppress')
    .description(
      'suppress overlapping boxes of any detector, and print what was kept and who suppressed what',
    )
    .argument('<file>', 'COCO results: a list of image_id, category_id, bbox, score')
    .option('--iou <x>', 'overlap above which a box is suppressed', fraction, 0.5)
    .option('--score-threshold <x>', 'least score of what is kept', fraction, 0)
    .option('--max-detections <n>', 'most boxes kept of an image; all unless given', positiveInteger);
  addSuppressionOptions(command)
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', EXAMPLES)
    .action(suppressCommand);
}

async function suppressCommand(file: string, options: SuppressOptions): Promise<void> {
  const rule = chooseRule(options);
  const results = parseResults({ file, text: await readTextFile(file, 'the candidates') });
  const settings: SuppressionSettings = {
    scoreThreshold: options.scoreThreshold,
    nmsIouThreshold: options.iou,
    maxDetections: options.maxDetections ?? Math.max(1, results.length),
    suppression: rule,
  };
  const totals = new SuppressionTotals(refusedEntries(results));
  const images = suppressResults(results, settings);
  if (!options.json) {
    const { scoreThreshold, nmsIouThreshold, maxDetections } = settings;
    const limit = options.maxDetections === undefined ? '' : `, at most ${maxDetections} an image`;
    process.stdout.write(
      `${suppressionReport(images, totals)}\n` +
        `${describeRule(rule, nmsIouThreshold, false)}; score >= ${scoreThreshold}${limit}\n`,
    );
    return;
  }
  // Image by image: the whole document of half a million results would be a text of a hundred megabytes.
  const about = JSON.stringify({ file, ...settings, maxDetections: options.maxDetections ?? null }, null, 2);
  process.stdout.write(`${about.slice(0, -2)},\n  "images": [`);
  let separator = '\n';
  for (const image of images) {
    totals.add(image);
    process.stdout.write(`${separator}    ${JSON.stringify(image)}`);
    separator = ',\n';
  }
  process.stdout.write(
    `\n  ],\n  "totals": ${JSON.stringify(totals.document(), null, 2).replaceAll('\n', '\n  ')}\n}\n`,
  );
}
