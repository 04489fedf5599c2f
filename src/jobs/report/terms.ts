// The words of a report, for those who do not know them.
import { BACKGROUND_IOU } from '../../core/errors/error-kind.ts';
import { ERROR_WORDS } from '../../core/errors/error-words.ts';
import { share } from '../../plots/words.ts';
import { html, type Markup } from './html.ts';
import type { ReportData } from './report-data.ts';

/** Definitions with the numbers of this report. */
export function reportTerms({ settings, summary }: ReportData): Markup {
  const match = share(settings.matchIouThreshold);
  const background = share(BACKGROUND_IOU, 1);
  const terms: readonly (readonly [term: string, text: string])[] = [
    [
      'IoU',
      'The area that two boxes share, over the area that they cover together: 1 where they are the same, 0 where they do not touch.',
    ],
    [
      'true positive (TP)',
      `A detection of at least the score threshold that takes an annotated object of its class at IoU ${match} or more. Each object is taken once, by the detection with the best score.`,
    ],
    [
      'false positive (FP)',
      'Every other detection of at least the score threshold; those on regions that are to be ignored count neither way.',
    ],
    ['missed (FN)', 'An annotated object that no detection takes.'],
    ['precision, recall, F1', 'TP / (TP + FP); TP / (TP + FN); their harmonic mean.'],
    ['FP/image', `False positives over all ${summary.images} images, those without an object included.`],
    [
      'AP50, AP',
      'Average precision over all scores at match IoU .50, and its mean over .50 to .95, as COCO defines them.',
    ],
    ['NMS', 'Non-maximum suppression: of detections that overlap, the best one is kept.'],
    [
      `${ERROR_WORDS.classification} (classification)`,
      `A false positive that lies on an object of another class at IoU ${match} or more. The kinds, and the AP that they cost, are defined by TIDE, whose names stand in parentheses.`,
    ],
    [
      `${ERROR_WORDS.localization} (localization)`,
      `It lies near an object of its class, at IoU ${background} to ${match}.`,
    ],
    [`${ERROR_WORDS.both} (both)`, 'It lies near an object of another class only.'],
    ['duplicate', 'It lies on an object that a better detection has taken.'],
    ['background', `It reaches IoU ${background} with no object.`],
    [
      'missed, as a kind',
      'An object that no detection came near. The others that are missed have a badly placed or wrongly named detection near them.',
    ],
    [
      'branch, stride, anchor',
      'The output of the network that made a detection, the px between its cells, and the box that it started from.',
    ],
    ['sigma', 'How far off the sides of a box may be, as the network says (Gaussian head).'],
  ];
  return html`<dl class="terms">
    ${terms.map(
      ([term, text]) =>
        html`<dt>${term}</dt>
          <dd>${text}</dd> `,
    )}
  </dl>`;
}
