import { conditionsOn } from "./conditions";
import type { Statement } from "./document";
import { matchesAction } from "./patterns";
import { isEverybody } from "./trust";

/** True if the statement refuses an action to everybody who comes without TLS. */
export function refusesClearText(statement: Statement, action: string): boolean {
  const clear = conditionsOn(statement, "aws:securetransport").some(
    ({ operator, values }) =>
      operator === "bool" && values.length > 0 && values.every((value) => value.toLowerCase() === "false"),
  );
  return (
    !statement.allows &&
    clear &&
    // A second condition would let some requests in clear text through.
    statement.conditions.length === 1 &&
    statement.principals.some(isEverybody) &&
    statement.actions.some((pattern) => matchesAction(pattern, action))
  );
}
