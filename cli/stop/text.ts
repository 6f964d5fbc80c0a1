import type { Stopped } from "./stop";

/** A line for each execution, and how many there were. Ends with a line break. */
export function stopText(all: readonly Stopped[], dryRun: boolean): string {
  if (all.length === 0) {
    return "Nothing runs.\n";
  }
  const width = Math.max(...all.map(({ machine }) => machine.length));
  const lines = all.map(({ machine, execution, result }) => `${machine.padEnd(width)}  ${execution}  ${said(result)}`);
  const stopped = all.filter(({ result }) => result === "stopped").length;
  const end = dryRun ? `${all.length} running; nothing was stopped` : `${stopped} of ${all.length} stopped`;
  return `${[...lines, end].join("\n")}\n`;
}

function said(result: Stopped["result"]): string {
  return typeof result === "string" ? result : `refused: ${result.refused}`;
}
