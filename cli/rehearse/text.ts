import { brokenRows, type RehearsalRow, rehearsalTable } from "../../components/versions/rehearsal/table";

/** Table, everything that was left out, and what to run next. */
export function rowsText(rows: readonly RehearsalRow[]): string {
  const broken = brokenRows(rows);
  const notSimulated = rows.flatMap(({ permissions }) => permissions?.notSimulated ?? []);
  const next = [...new Set(broken.flatMap((row) => row.next ?? []))];
  const sections = [
    rehearsalTable(rows),
    notSimulated.length === 0 ? [] : ["Not simulated:", ...notSimulated.map((sentence) => `  ${sentence}`)],
    [
      broken.length === 0
        ? "Everything is proven."
        : `${broken.length} of ${rows.length} are broken: ${broken.map(({ app }) => app).join(", ")}.`,
      ...next.map((command) => `Next: ${command}`),
    ],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}
