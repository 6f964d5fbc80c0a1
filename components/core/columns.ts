/** Widths of the columns of some rows, in characters. */
export function columnWidths(rows: readonly (readonly string[])[]): number[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: count }, (_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
}

/**
 * Rows as lines of text, columns padded to their widest cell, two spaces between, nothing behind the last word.
 *
 * @param numeric indexes of the columns that are aligned to the right
 */
export function columns(rows: readonly (readonly string[])[], numeric: readonly number[] = []): string[] {
  const widths = columnWidths(rows);
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return numeric.includes(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
}
