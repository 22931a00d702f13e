// Plain-text tables for terminals.

/** A table with a header; columns of numbers are right-aligned, long cells are cut with "…". */
export function table(header: readonly string[], rows: readonly (readonly string[])[], widest = 60): string {
  const cut = (cell: string): string => (cell.length <= widest ? cell : `${cell.slice(0, widest - 1)}…`);
  const cells = [header, ...rows].map((row) => row.map(cut));
  const widths = header.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const right = header.map(
    (_, column) => rows.length > 0 && rows.every((row) => /^[-+]?[\d.,]|^$|^∞/.test(row[column] ?? '')),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        right[column] === true ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [line(cells[0]!), rule, ...cells.slice(1).map(line)].join('\n');
}
