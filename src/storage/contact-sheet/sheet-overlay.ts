// Everything on a contact sheet that is not a photograph, as one SVG: header, boxes, captions, footer.
import type { ContactSheet, ContactSheetTheme } from './contact-sheet.ts';
import { estimateTextWidth, fitText, type TextStyle } from './fit-text.ts';
import { FOOTER_HEIGHT, MARGIN, type SheetLayout } from './sheet-layout.ts';
import { escapeXml, FONT_FAMILY, svgText } from './svg-text.ts';
import { drawTile, type TileDrawing } from './tile-overlay.ts';

const TITLE: TextStyle = { size: 20, bold: true };
const TITLE_BASELINE = 40;
const SETTING: TextStyle = { size: 13 };
const SETTING_BASELINE = 66;
/** Space between two settings, and between a setting's name and its value. */
const SETTING_GAP = 18;
const WORD_GAP = 5;
const SWATCH_WIDTH = 18;
const SWATCH_HEIGHT = 12;
const EMPTY_TITLE: TextStyle = { size: 17, bold: true };
const EMPTY_HINT = 'A lower score threshold shows what lies just below it.';

function drawTitle(sheet: ContactSheet, shown: number, width: number, theme: ContactSheetTheme): string {
  const total = sheet.totalFalsePositives ?? sheet.tiles.length;
  const noun = total === 1 ? 'false positive' : 'false positives';
  const count = shown < total ? `worst ${shown} of ${total} ${noun}` : `${total} ${noun}`;
  const room = width - 2 * MARGIN - estimateTextWidth(count, SETTING) - SETTING_GAP;
  return (
    svgText(fitText(sheet.title, room, TITLE), MARGIN, TITLE_BASELINE, TITLE, theme.text) +
    svgText(
      count,
      width - MARGIN,
      TITLE_BASELINE,
      SETTING,
      total > 0 ? theme.falsePositive : theme.dim,
      'end',
    )
  );
}

/** The settings in a row; the run's name gives way when there is no room. */
function drawSettings({ settings }: ContactSheet, width: number, theme: ContactSheetTheme): string {
  const fixed: [string, string][] = [
    ['split', settings.split],
    ['score ≥', settings.scoreThreshold.toFixed(2)],
    ['NMS IoU', settings.nmsIouThreshold.toFixed(2)],
    ['match IoU', settings.matchIouThreshold.toFixed(2)],
  ];
  const widthOf = ([name, value]: [string, string]): number =>
    estimateTextWidth(name + value, SETTING) + WORD_GAP + SETTING_GAP;
  const taken = fixed.reduce((sum, entry) => sum + widthOf(entry), widthOf(['run', '']));
  const runName = fitText(settings.runName, width - 2 * MARGIN - taken, SETTING);
  const entries: [string, string][] = [['run', runName], ...fixed];
  const spans = entries.map(([name, value], i) =>
    [
      `<tspan fill="${theme.faint}" dx="${i === 0 ? 0 : SETTING_GAP}">${escapeXml(name)}</tspan>`,
      `<tspan fill="${theme.text}" dx="${WORD_GAP}">${escapeXml(value)}</tspan>`,
    ].join(''),
  );
  return `<text x="${MARGIN}" y="${SETTING_BASELINE}" font-size="${SETTING.size}">${spans.join('')}</text>`;
}

function drawFooter({ width, height }: SheetLayout, theme: ContactSheetTheme): string {
  const baseline = height - FOOTER_HEIGHT / 2 + 5;
  const swatch = (x: number, colour: string, stroke: number): string =>
    `<rect x="${x}" y="${baseline - SWATCH_HEIGHT + 1}" width="${SWATCH_WIDTH}" height="${SWATCH_HEIGHT}" rx="1.5" fill="none" stroke="${colour}" stroke-width="${stroke}"/>`;
  const names = ['false positive', 'ground truth'] as const;
  const second = MARGIN + SWATCH_WIDTH + 8 + estimateTextWidth(names[0], SETTING) + SETTING_GAP;
  return [
    swatch(MARGIN + 1, theme.falsePositive, 3),
    svgText(names[0], MARGIN + SWATCH_WIDTH + 8, baseline, SETTING, theme.dim),
    swatch(second, theme.groundTruth, 1.5),
    svgText(names[1], second + SWATCH_WIDTH + 8, baseline, SETTING, theme.dim),
    svgText('Boxwright', width - MARGIN, baseline, SETTING, theme.faint, 'end'),
  ].join('');
}

function drawEmptyState({ width, bodyTop, bodyHeight }: SheetLayout, theme: ContactSheetTheme): string {
  const middle = width / 2;
  const centre = bodyTop + bodyHeight / 2;
  return [
    `<rect x="${MARGIN}" y="${bodyTop}" width="${width - 2 * MARGIN}" height="${bodyHeight}" rx="6" fill="${theme.panel}" stroke="${theme.line}"/>`,
    `<circle cx="${middle}" cy="${centre - 44}" r="22" fill="none" stroke="${theme.truePositive}" stroke-width="2"/>`,
    `<path d="M${middle - 9} ${centre - 43}l6 7l12 -14" fill="none" stroke="${theme.truePositive}" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/>`,
    svgText('No false positives at this setting', middle, centre + 16, EMPTY_TITLE, theme.text, 'middle'),
    svgText(EMPTY_HINT, middle, centre + 42, SETTING, theme.dim, 'middle'),
  ].join('');
}

/** The SVG that lies over the pictures of a sheet. */
export function drawOverlay(
  sheet: ContactSheet,
  drawings: readonly TileDrawing[],
  layout: SheetLayout,
  theme: ContactSheetTheme,
): string {
  const { width, height } = layout;
  const empty = drawings.length === 0;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="${FONT_FAMILY}">`,
    drawTitle(sheet, drawings.length, width, theme),
    drawSettings(sheet, width, theme),
    ...drawings.map((drawing) => drawTile(drawing, theme)),
    empty ? drawEmptyState(layout, theme) : drawFooter(layout, theme),
    '</svg>',
  ].join('');
}
