import type { GrantState } from "../../components/grants/grant";
import type { OpenGrant } from "../../components/grants/lambda/open-grants";
import type { ReadOpenGrants } from "../../components/grants/removed-entries";
import { mapped, type Reading, reading } from "./reading";
import type { GrantStatus } from "./status";

/** What is called to read grants. */
export interface GrantsApi {
  /** Rows of the table of open grants; none of an unknown table. */
  readonly openGrants: ReadOpenGrants;
}

/** Open grants: those without an approval in an emergency first, then those that wait, then by their end. */
export async function readGrants(
  api: GrantsApi,
  table: string,
  environment: string,
): Promise<Reading<readonly GrantStatus[]>> {
  const rows = await reading("dynamodb:Scan", () => api.openGrants(table));
  return mapped(rows, (all) =>
    all
      .flatMap((one) => grantStatus(one, environment))
      .sort((a, b) => rank(a) - rank(b) || compare(a.until ?? a.requested, b.until ?? b.requested)),
  );
}

/** None for a grant of which all is over but the last session that is denied. */
function grantStatus({ grant, state, requested, until }: OpenGrant, environment: string): GrantStatus[] {
  const { id, person, entry, reason, approval, breakGlass } = grant;
  const shown = shownState(state, approval);
  if (shown === undefined) {
    return [];
  }
  const waits = shown === "waiting for approval";
  return [
    {
      id,
      person: person.login,
      role: entry,
      state: shown,
      breakGlass,
      reason,
      requested,
      ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
      ...(waits ? { answer: `npm run -s access -- approve ${id} --stack ${environment}` } : {}),
    },
  ];
}

function shownState(state: GrantState, needsApproval: boolean): GrantStatus["state"] | undefined {
  if (state === "requested") {
    return needsApproval ? "waiting for approval" : "starting";
  }
  return state === "ended" ? undefined : state;
}

function rank({ breakGlass, state }: GrantStatus): number {
  return breakGlass ? 0 : state === "waiting for approval" ? 1 : 2;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
