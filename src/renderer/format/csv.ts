// Rows as CSV (RFC 4180, with line feeds).

/** Cells that hold a comma, a quote or a line feed are quoted; null is an empty cell. */
export function formatCsv(rows: readonly (readonly (string | number | null)[])[]): string {
  const quote = (value: string | number | null): string => {
    const text = value === null ? '' : String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => row.map(quote).join(',')).join('\n');
}
