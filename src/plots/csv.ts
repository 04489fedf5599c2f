// Tables as comma-separated values (RFC 4180).

export interface CsvTable {
  readonly columns: readonly string[];
  /** Null: an empty field. */
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Text with a header line, for spreadsheets and data frames. */
export function formatCsv({ columns, rows }: CsvTable): string {
  return [columns, ...rows].map((row) => `${row.map(formatField).join(',')}\r\n`).join('');
}

/** Beyond this, digits of a 64-bit number are noise of the last operation. */
const DIGITS = 12;

function formatField(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(Number(value.toPrecision(DIGITS)));
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
