import type { EnvironmentOutputs } from "../environment/outputs";

export const REHEARSAL_HEADER = ["APP", "ROLE CHAIN", "VERDICT"] as const;

/** The stack's rehearsal as rows of a table. */
export function rehearsalRows({ rehearsal }: Pick<EnvironmentOutputs, "rehearsal">): string[][] {
  return (rehearsal ?? []).map(({ app, chain, verdict }) => [app, chain, verdict]);
}

/**
 * What a failed `up` says of a rehearsal: its headline and its table, without the rest of the engine's words; undefined
 * if it says nothing of one.
 */
export function refusalIn(text: string): string | undefined {
  const lines = text.slice(Math.max(text.lastIndexOf("\nDiagnostics:"), 0)).split("\n");
  const first = lines.findIndex((line) => line.includes("Rehearsal: "));
  if (first === -1) {
    return undefined;
  }
  const [headline = "", ...rest] = lines.slice(first);
  const table = rest.slice(
    0,
    rest.findIndex((line) => line.trim() === "" || line.includes("error:")),
  );
  return [headline.slice(headline.indexOf("Rehearsal: ")), ...table.map((line) => `  ${line.trim()}`)].join("\n");
}
