// Marks as a change to the dataset's own labels that a person can read, keep and apply.
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import type { LeftOutMark, MarkExport } from '../../contract/marks.ts';
import { describeMarks, plural } from '../../core/marks/count-marks.ts';
import type { CocoEdit } from './coco-edits.ts';
import { leaveOut } from './added-object.ts';
import type { FileEdit, LabelEdits, LabelledDataset } from './label-edits.ts';

/**
 * A unified diff with paths relative to the dataset's root (`patch -p1` or `git apply` within it). For COCO, whose files are
 * often one line of hundreds of megabytes, a JSON document of the annotations to add.
 */
export function exportMarks(dataset: LabelledDataset, { edits, leftOut }: LabelEdits): MarkExport {
  const coco = edits.filter((edit) => edit.kind === 'coco');
  const files = edits.filter((edit) => edit.kind === 'file');
  const { exported, text, unsayable } =
    dataset.format === 'coco' ? exportAnnotations(dataset, coco) : exportPatch(dataset, files);
  return {
    fileName: `${dataset.name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}-marks.${dataset.format === 'coco' ? 'json' : 'patch'}`,
    text,
    files: exported.length,
    marks: exported.reduce((sum, { marks }) => sum + marks.length, 0),
    leftOut: [...leftOut, ...unsayable],
  };
}

interface Exported {
  readonly exported: readonly { readonly marks: readonly unknown[] }[];
  readonly text: string;
  readonly unsayable: readonly LeftOutMark[];
}

/** Lines around a change. */
const CONTEXT = 3;

function exportPatch({ name, root }: LabelledDataset, edits: readonly FileEdit[]): Exported {
  const exported = edits.filter(({ isUtf8 }) => isUtf8);
  const others = edits.filter(({ isUtf8 }) => !isUtf8);
  const marks = exported.flatMap((edit) => edit.marks);
  // Programs that apply patches pass over everything before the first file.
  const head = [
    `Marks of ${name}: ${describeMarks(marks)} in ${plural(exported.length, 'label file')}.`,
    `To apply it: patch -p1 < this file, in ${root}`,
    '',
    '',
  ].join('\n');
  return {
    exported,
    text: exported.length === 0 ? '' : `${head}${exported.map(patchOf).join('')}`,
    unsayable: others.flatMap(({ file, marks: left }) =>
      leaveOut(left, 'label-file', `${file} is not in UTF-8, as a patch has to be; it is in the overlay.`),
    ),
  };
}

/** The names end at the tab before the second column, so that they may hold blanks. */
function patchOf({ file, before, after }: FileEdit): string {
  const patch = structuredPatch(
    before === null ? '/dev/null' : `a/${file}`,
    `b/${file}`,
    before?.toString('utf8') ?? '',
    after.toString('utf8'),
    'dataset',
    'with marks',
    { context: CONTEXT },
  );
  return formatPatch(patch, FILE_HEADERS_ONLY);
}

function exportAnnotations({ name, root }: LabelledDataset, edits: readonly CocoEdit[]): Exported {
  const marks = edits.flatMap((edit) => edit.marks);
  const document = {
    about: `Marks of ${name}: ${describeMarks(marks)}.`,
    instructions:
      `Each entry of "files" names an annotation file relative to ${root}. Append its "annotations" to the list of the ` +
      'same name in that file; their ids are above all that the file had. The overlay beside the runs holds the files ' +
      'with this done.',
    files: edits.map(({ file, annotations }) => ({ file, annotations })),
  };
  return {
    exported: edits,
    text: edits.length === 0 ? '' : `${JSON.stringify(document, null, 2)}\n`,
    unsayable: [],
  };
}
