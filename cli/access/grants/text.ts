/** One grant as the runs API describes it, in a line. */
export function grantLine(grant: Readonly<Record<string, unknown>>): string {
  const { id, role, person, state, until, reason } = grant;
  const end = grant.end as { outcome?: string; by?: string; why?: string } | undefined;
  const when = state === "active" && until !== undefined ? ` until ${until}` : "";
  const how = end === undefined ? "" : `: ${end.outcome} by ${end.by}, ${end.why}`;
  return `${id}  ${person} as ${role}  ${state}${when}${how}  ${reason}`;
}

/** Open grants and the roles that a person may ask for. */
export function grantsText(answer: Readonly<Record<string, unknown>>): string {
  const list = (name: string) => (Array.isArray(answer[name]) ? (answer[name] as Record<string, unknown>[]) : []);
  const grants = list("grants").map(grantLine);
  const roles = list("mayAskFor").map(
    ({ role, longestMinutes, approval }) =>
      `  ${role}, up to ${longestMinutes} minutes${approval === true ? ", with an approval" : ""}`,
  );
  return [
    ...(grants.length === 0 ? ["No open grants."] : grants),
    ...(roles.length === 0 ? [] : ["You may ask for:", ...roles]),
    "",
  ].join("\n");
}
