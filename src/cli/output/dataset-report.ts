// A dataset's health as text.
import type { DatasetProblem, DatasetSummary, Histogram } from '../../contract/dataset.ts';
import { formatTable } from './table.ts';

const FORMATS = { voc: 'Pascal VOC', yolo: 'YOLO', darknet: 'Darknet', coco: 'COCO' } as const;

/** The whole report. @param mostProblems per kind. */
export function datasetReport(summary: DatasetSummary, mostProblems: number): string {
  const { images, boxes, ignoreBoxes, background } = summary;
  const sections = [
    `${summary.name}: ${FORMATS[summary.format]}, ${summary.root}`,
    `${images} images, ${boxes} boxes (${ignoreBoxes} ignored: crowd or difficult), ${background} images without any box`,
    splitTable(summary),
    classTable(summary),
    `image sizes   ${summary.imageSizes
      .slice(0, 5)
      .map((size) => `${size.width}x${size.height} (${size.images})`)
      .join(', ')}${summary.imageSizes.length > 5 ? `, and ${summary.imageSizes.length - 5} more` : ''}`,
    histogram('box sizes, px (square root of area)', summary.boxSizes),
    histogram('boxes an image', summary.boxesPerImage),
    ...(summary.brightness ? [histogram('brightness of images, 0 to 255', summary.brightness)] : []),
    problemList(summary.problems, mostProblems),
  ];
  return sections.join('\n\n');
}

function splitTable({ splits, splitSource }: DatasetSummary): string {
  const rows = splits.map((split) => [
    split.name,
    String(split.images),
    String(split.boxes),
    String(split.background),
  ]);
  const note = splitSource === 'made' ? '\n(the folder states no splits; these were made from a seed)' : '';
  return formatTable([['split', 'images', 'boxes', 'background'], ...rows]) + note;
}

function classTable({ classes, splits }: DatasetSummary): string {
  const names = splits.map((split) => split.name);
  const rows = classes.map((row) => [
    row.name,
    String(row.boxes),
    String(row.images),
    ...names.map((name) => String(row.boxesPerSplit[name] ?? 0)),
  ]);
  return formatTable([['class', 'boxes', 'images', ...names], ...rows]);
}

const BAR_WIDTH = 40;

function histogram(title: string, { edges, counts }: Histogram): string {
  const most = Math.max(1, ...counts);
  const first = counts.findIndex((count) => count > 0);
  if (first < 0) return `${title}: none`;
  const last = counts.findLastIndex((count) => count > 0);
  const label = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(1));
  const labels = counts.map((_, bin) => `${label(edges[bin]!)} to ${label(edges[bin + 1]!)}`);
  const width = Math.max(...labels.map((text) => text.length));
  const rows = counts.map((count, bin) => {
    const bar = '#'.repeat(count > 0 ? Math.max(1, Math.round((count / most) * BAR_WIDTH)) : 0);
    return `  ${labels[bin]!.padStart(width)}  ${bar} ${count}`;
  });
  return [title, ...rows.slice(first, last + 1)].join('\n');
}

function problemList(problems: readonly DatasetProblem[], most: number): string {
  if (problems.length === 0) return 'no problems';
  const groups = new Map<string, DatasetProblem[]>();
  for (const problem of problems) {
    const key = `${problem.severity} ${problem.code}`;
    groups.set(key, [...(groups.get(key) ?? []), problem]);
  }
  const order = { error: 0, warning: 1, note: 2 };
  const sorted = [...groups.entries()].sort((a, b) => order[a[1][0]!.severity] - order[b[1][0]!.severity]);
  const text = sorted.map(([key, group]) => {
    const lines = group.slice(0, most).map((problem) => `  ${place(problem)}  ${problem.message}`);
    if (group.length > most) lines.push(`  ... and ${group.length - most} more`);
    return [`${key} (${group.length})`, ...lines].join('\n');
  });
  return [`${problems.length} problems`, ...text].join('\n');
}

function place({ file, line }: DatasetProblem): string {
  return line === undefined ? file : `${file}:${line}`;
}
