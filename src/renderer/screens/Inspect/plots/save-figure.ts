// A figure out of the page: as an SVG or PNG file as it is seen, or as CSV on the clipboard.
import type { PlotTheme } from '../../../../plots/colours.ts';
import { figureSvg, type PlotSize } from '../../../../plots/draw-figure.ts';
import type { PlotFigure } from '../../../../plots/figure.ts';
import { standaloneSvg } from '../../../../plots/standalone-svg.ts';
import { download } from '../../../download.ts';

/** What a file needs to know besides the figure. */
export interface FigureFile {
  readonly figure: PlotFigure<unknown>;
  /** As it is drawn, px. */
  readonly size: PlotSize;
  /** Run and split; settings. */
  readonly lines: readonly string[];
  readonly theme: PlotTheme;
  /** Without an extension. */
  readonly fileName: string;
}

/** Pixels of a PNG per px of the page. */
const PNG_SCALE = 2;

function svgBlob({ figure, size, lines, theme }: FigureFile): Blob {
  const drawing = figureSvg(figure, size, document);
  const svg = standaloneSvg(drawing, size, { title: figure.title, lines }, theme);
  return new Blob([svg], { type: 'image/svg+xml' });
}

export function saveSvg(file: FigureFile): void {
  download(svgBlob(file), `${file.fileName}.svg`);
}

/** @throws Error where the browser cannot make a picture of it */
export async function savePng(file: FigureFile): Promise<void> {
  const url = URL.createObjectURL(svgBlob(file));
  try {
    const picture = new Image();
    picture.src = url;
    await picture.decode();
    const canvas = document.createElement('canvas');
    canvas.width = picture.naturalWidth * PNG_SCALE;
    canvas.height = picture.naturalHeight * PNG_SCALE;
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
    if (blob === null) throw new Error('The browser could not write the picture.');
    download(blob, `${file.fileName}.png`);
  } finally {
    URL.revokeObjectURL(url);
  }
}
