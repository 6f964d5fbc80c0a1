import type { WaitingRun } from "../runs/client";
import { starter } from "../start/text";

/** The runs that wait as a table, oldest first, and how they are answered. */
export function waitingText(stack: string, runs: readonly WaitingRun[]): string {
  const [oldest] = runs;
  if (oldest === undefined) {
    return "No run waits for an approval.\n";
  }
  const rows = [
    ["run", "asked by", "since", "until"],
    ...runs.map(({ name, startedBy, since, until }) => [
      name,
      starter(startedBy),
      minute(since),
      `${minute(until)} UTC`,
    ]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const table = rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const command = `npm run -s approve -- --stack ${stack} --run ${oldest.name}`;
  return `${[...table, "", `Approve: ${command}`, `Refuse:  ${command} --refuse --why "TEXT"`].join("\n")}\n`;
}

/** `2026-05-04 11:55` */
function minute(time: string): string {
  return time.slice(0, 16).replace("T", " ");
}
