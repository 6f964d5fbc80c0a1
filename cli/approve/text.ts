import { columns } from "../../components/core/columns";
import type { WaitingRun } from "../runs/client";
import { starter } from "../start/text";
import { minute } from "../status/screen-text";

/** The runs that wait as a table, oldest first, and how they are answered. */
export function waitingText(stack: string, runs: readonly WaitingRun[]): string {
  const [oldest] = runs;
  if (oldest === undefined) {
    return "No run waits for an approval.\n";
  }
  const table = columns([
    ["run", "asked by", "since", "until"],
    ...runs.map(({ name, startedBy, since, until }) => [
      name,
      starter(startedBy),
      minute(since),
      `${minute(until)} UTC`,
    ]),
  ]);
  const command = `npm run -s approve -- --stack ${stack} --run ${oldest.name}`;
  return `${[...table, "", `Approve: ${command}`, `Refuse:  ${command} --refuse --why "TEXT"`].join("\n")}\n`;
}
