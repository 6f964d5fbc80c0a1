import type { AccessEntry } from "../access/entry";
import { errorWithName } from "../core/errors";
import type { EnvironmentNames } from "../core/names";
import type { Problem } from "../core/problem";
import type { OpenGrant } from "./lambda/open-grants";
import { grantsNames } from "./names";
import { requestEntries } from "./plan";

/** Reads the table of open grants, which may not be there. */
export type ReadOpenGrants = (table: string) => Promise<readonly OpenGrant[]>;

interface RemovedEntriesArgs {
  readonly names: EnvironmentNames;
  /** Entries of the access map that is deployed. */
  readonly access: readonly AccessEntry[];
  /** Whether the environment grants any of them. */
  readonly hasGrants: boolean;
  readonly read: ReadOpenGrants;
}

/** Most ids in a warning. */
const SHOWN = 10;

/**
 * Warnings about entries on request that a deployment takes away while they are granted. Where the table cannot be
 * read, it says so, unless nothing is granted: most environments have no such table, and who previews need not read it.
 */
export async function removedEntries({ names, access, hasGrants, read }: RemovedEntriesArgs): Promise<Problem[]> {
  const kept = hasGrants ? requestEntries(access).map(({ name }) => name) : [];
  let open: readonly OpenGrant[];
  try {
    open = await read(grantsNames(names).table.name);
  } catch (error) {
    const fix = "let who deploys call dynamodb:Scan on the table of grants, or see `npm run -s access -- list`";
    return hasGrants
      ? [
          {
            place: "grants",
            message: `could not look whether entries that are removed are granted: ${errorWithName(error)}`,
            fix,
          },
        ]
      : [];
  }
  const lost = open.filter(({ grant, state }) => state !== "ended" && !kept.includes(grant.entry));
  // Without grants there is no workflow any more that would write them.
  const unrecorded = hasGrants ? "" : ", and no evidence record of its end is written";
  return [...new Set(lost.map(({ grant }) => grant.entry))].map((entry) => {
    const ids = lost.filter(({ grant }) => grant.entry === entry).map(({ grant }) => grant.id);
    const more = ids.length > SHOWN ? ` and ${ids.length - SHOWN} more` : "";
    const count = ids.length === 1 ? "a grant of it is open" : `${ids.length} grants of it are open`;
    return {
      place: `grants of ${entry}`,
      message: `the role is removed while ${count}: ${ids.slice(0, SHOWN).join(", ")}${more}; access ends with this deployment${unrecorded}`,
      fix: `wait until they are over, or end them before: npm run -s access -- revoke ID --stack ${names.scope.environment}`,
    };
  });
}
