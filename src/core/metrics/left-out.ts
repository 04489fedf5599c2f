// What was left out of an evaluation: candidates that are no numbers, entries of a results file that are no boxes.
import { plural } from '../marks/count-marks.ts';
import type { EvaluationSummary, NotANumber, RefusalReason, RefusedResults } from './summary.ts';

/** Images or entries that are named. */
const MOST_NAMED = 50;
/** Images or entries that a sentence names. */
const MOST_SAID = 10;

/** The part of a summary that does not change with the settings. */
export type LeftOut = Pick<EvaluationSummary, 'notANumber' | 'refused'>;

/** That part alone, to be taken along when the same evaluation is counted again. */
export function leftOutOf({ notANumber, refused }: LeftOut): LeftOut {
  return { ...(notANumber && { notANumber }), ...(refused && { refused }) };
}

/** @param counts by image; @returns null where there is nothing to tell */
export function summarizeNotANumber(counts: ReadonlyMap<string, number>): NotANumber | null {
  if (counts.size === 0) return null;
  const named = [...counts].slice(0, MOST_NAMED);
  return {
    candidates: [...counts.values()].reduce((sum, count) => sum + count, 0),
    images: counts.size,
    imageIds: named.map(([imageId]) => imageId),
    counts: named.map(([, count]) => count),
  };
}

/** @param entries in the order of the file; @returns null where there are none */
export function summarizeRefused(entries: RefusedResults['entries']): RefusedResults | null {
  if (entries.length === 0) return null;
  const count = (reason: RefusalReason) => entries.filter((entry) => entry.reason === reason).length;
  return {
    reasons: {
      'not-a-number': count('not-a-number'),
      'no-area': count('no-area'),
      'score-out-of-range': count('score-out-of-range'),
    },
    entries: entries.slice(0, MOST_NAMED),
  };
}

/** A sentence, without its full stop, about each kind of what was left out. */
export function describeLeftOut({ notANumber, refused }: LeftOut): string[] {
  return [
    ...(notANumber ? [describeNotANumber(notANumber)] : []),
    ...(refused ? describeRefused(refused) : []),
  ];
}

function describeNotANumber({ candidates, images, imageIds, counts }: NotANumber): string {
  const named = imageIds
    .slice(0, MOST_SAID)
    .map((imageId, i) => (counts === undefined ? imageId : `${imageId} (${counts[i]})`));
  const [are, numbers] = candidates === 1 ? ['is', 'a number'] : ['are', 'numbers'];
  return (
    `${plural(candidates, 'candidate')} of ${plural(images, 'image')} ${are} not ${numbers} (NaN) and left out: ` +
    listed(named, images)
  );
}

const REFUSALS: Readonly<Record<RefusalReason, string>> = {
  'not-a-number': 'score or box is not a number (NaN)',
  'no-area': 'box has no width or height above 0',
  'score-out-of-range': 'score is not from 0 to 1',
};

/** Entries are counted from 1 where people read of them. */
function describeRefused({ reasons, entries }: RefusedResults): string[] {
  return (Object.keys(REFUSALS) as RefusalReason[]).flatMap((reason) => {
    const count = reasons[reason];
    if (count === 0) return [];
    const named = entries
      .filter((entry) => entry.reason === reason)
      .slice(0, MOST_SAID)
      .map(({ index, imageId }) => `entry ${index + 1} (image ${imageId})`);
    const whose = count === 1 ? 'its' : 'their';
    return [`${plural(count, 'result')} left out, as ${whose} ${REFUSALS[reason]}: ${listed(named, count)}`];
  });
}

function listed(named: readonly string[], all: number): string {
  return `${named.join(', ')}${all > named.length ? `${named.length > 0 ? ', and ' : ''}${all - named.length} more` : ''}`;
}
