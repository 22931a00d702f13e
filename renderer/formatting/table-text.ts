// Tables as text for the clipboard: CSV (RFC 4180), Markdown, JSON. Values in full precision and base units.

export type Cell = string | number | boolean | null;

/** Any table of the window as plain data. */
export interface TextTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

function plain(cell: Cell): string {
  return cell === null ? '' : String(cell);
}

/** Comma-separated, a head line first, quotes where needed. */
export function csvText({ columns, rows }: TextTable): string {
  const field = (text: string): string => (/[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `${[columns, ...rows.map((row) => row.map(plain))].map((row) => row.map(field).join(',')).join('\r\n')}\r\n`;
}

/** A pipe table; numbers to the right. */
export function markdownText({ columns, rows }: TextTable): string {
  const field = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/gu, ' ');
  const line = (cells: readonly string[]): string => `| ${cells.map(field).join(' | ')} |`;
  const numeric = columns.map(
    (_, index) =>
      rows.length > 0 && rows.every((row) => typeof row[index] === 'number' || row[index] === null),
  );
  return `${[
    line(columns),
    `| ${numeric.map((right) => (right ? '---:' : '---')).join(' | ')} |`,
    ...rows.map((row) => line(row.map(plain))),
  ].join('\n')}\n`;
}

/** A list of records; numbers that JSON lacks become null. */
export function jsonText({ columns, rows }: TextTable): string {
  const records = rows.map((row) =>
    Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])),
  );
  return `${JSON.stringify(records, null, 2)}\n`;
}
