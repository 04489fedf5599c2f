// What a split loses when branches are cut, as text.
import {
  warnOfCut,
  type BranchCut,
  type ChangedObject,
  type CutOutcome,
} from '../../core/analysis/cut-branches.ts';
import { describeSettings, type NamedParts } from '../../core/metrics/describe-settings.ts';
import type { OperatingSettings } from '../../core/metrics/summary.ts';
import { formatTable } from './table.ts';

/** A cut with names instead of indices. */
export interface CutDocument extends Omit<BranchCut, 'lost' | 'gained' | 'images'> {
  readonly name: string;
  readonly split: string;
  readonly settings: OperatingSettings;
  /** Of the branches that are cut. */
  readonly strides: readonly number[];
  readonly warning: string | null;
  readonly lost: readonly NamedObject[];
  readonly gained: readonly NamedObject[];
  readonly images: readonly { readonly imageId: string; readonly lost: number; readonly gained: number }[];
}

interface NamedObject extends Omit<ChangedObject, 'image'> {
  readonly imageId: string;
  readonly className: string;
}

/** A cut with the names of its run. @param imageIds of the evaluated images */
export function cutDocument(
  cut: BranchCut,
  about: Pick<CutDocument, 'name' | 'split' | 'settings' | 'strides'>,
  imageIds: readonly string[],
  classes: readonly string[],
): CutDocument {
  const named = ({ image, ...object }: ChangedObject): NamedObject => ({
    imageId: imageIds[image]!,
    className: classes[object.classIndex]!,
    ...object,
  });
  return {
    ...about,
    warning: warnOfCut(cut, describeBranches(about.strides)),
    ...cut,
    lost: cut.lost.map(named),
    gained: cut.gained.map(named),
    images: cut.images.map(({ image, ...counts }) => ({ imageId: imageIds[image]!, ...counts })),
  };
}

/** Images that are named. */
const WORST = 10;

export function cutReport(document: CutDocument, parts: NamedParts): string {
  const { before, after, images, sizes, warning } = document;
  const classLosses = parts.classes.map((name) => {
    const count = (list: readonly NamedObject[]) => list.filter(({ className }) => className === name).length;
    return [name, String(count(document.lost)), String(count(document.gained))];
  });
  const rest = images.length - WORST;
  return [
    `${document.split} of ${document.name} without ${describeBranches(document.strides)}, nothing trained again`,
    describeSettings(document.settings, parts),
    '',
    formatTable([
      ['', 'found', 'missed', 'FP', 'AP50'],
      outcomeRow('before', before, document.objects),
      outcomeRow('after', after, document.objects),
    ]),
    '',
    formatTable([
      ['size', 'objects', 'found before', 'lost', 'gained'],
      ...sizes.map((row) => [row.size, ...[row.objects, row.foundBefore, row.lost, row.gained].map(String)]),
    ]),
    '',
    formatTable([['class', 'lost', 'gained'], ...classLosses]),
    ...(images.length === 0
      ? []
      : [
          '',
          formatTable([
            ['image', 'lost', 'gained'],
            ...images
              .slice(0, WORST)
              .map(({ imageId, lost, gained }) => [imageId, String(lost), String(gained)]),
          ]),
          ...(rest > 0 ? [`and ${rest} more images`] : []),
        ]),
    ...(warning === null ? [] : ['', `warning: ${warning}`]),
  ].join('\n');
}

function outcomeRow(title: string, { found, falsePositives, AP50 }: CutOutcome, objects: number): string[] {
  return [title, String(found), String(objects - found), String(falsePositives), AP50.toFixed(3)];
}

/** "the stride-8 branch", "the branches of stride 16 and 8". */
function describeBranches(strides: readonly number[]): string {
  return strides.length === 1
    ? `the stride-${strides[0]!} branch`
    : `the branches of stride ${strides.slice(0, -1).join(', ')} and ${strides.at(-1)!}`;
}
