// A dataset's marks as text.
import type { LeftOutMark, MarkExport } from '../../contract/marks.ts';
import { countMarks, plural } from '../../core/marks/count-marks.ts';
import type { Mark } from '../../core/marks/mark.ts';
import { formatTable } from './table.ts';

/** Counts by kind, and where the marks lie. @param directory of the marks */
export function marksReport(root: string, marks: readonly Mark[], directory: string): string {
  if (marks.length === 0) return `${root}: no marks`;
  const images = new Set(marks.map(({ imageId }) => imageId)).size;
  const rows = countMarks(marks).map((count) => [
    count.kind.replace('-', ' '),
    String(count.marks),
    String(count.images),
  ]);
  return [
    `${root}: ${plural(marks.length, 'mark')} in ${plural(images, 'image')}`,
    formatTable([['kind', 'marks', 'images'], ...rows]),
    `folder  ${directory}`,
  ].join('\n\n');
}

/** What was exported, what was not and why, and what to do with it. @param file absolute path */
export function exportReport(root: string, file: string, { files, marks, leftOut }: MarkExport): string {
  const lines = [`${file}: ${plural(marks, 'mark')} in ${plural(files, 'label file')}`];
  for (const [message, count] of reasonsOf(leftOut))
    lines.push(`left out: ${plural(count, 'mark')}. ${message}`);
  lines.push(
    file.endsWith('.json')
      ? 'The file says how to apply it.'
      : `to apply it, in ${root}: patch -p1 < ${file}`,
  );
  return lines.join('\n');
}

function reasonsOf(leftOut: readonly LeftOutMark[]): Map<string, number> {
  const reasons = new Map<string, number>();
  for (const { message } of leftOut) reasons.set(message, (reasons.get(message) ?? 0) + 1);
  return reasons;
}
