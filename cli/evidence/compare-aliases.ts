import { isDeepStrictEqual } from "node:util";
import { sharesText } from "../../components/versions/rollback/plan";
import type { KnownAlias } from "./stored-record";
import type { EvidenceFinding, VerifiedRecord } from "./verify";

/** Aliases that were moved since then and lead elsewhere than their last record says, or have none. */
export function compareAliases(
  aliases: readonly KnownAlias[],
  records: readonly VerifiedRecord[],
  since: Date,
): EvidenceFinding[] {
  const moves = records.map(({ record }) => record).filter((record) => record.kind === "aliasMoved");
  return aliases.flatMap(({ machine, aliasArn, shares, movedAt }): EvidenceFinding[] => {
    const last = moves.filter(({ alias }) => alias === aliasArn).at(-1);
    if (movedAt < since || isDeepStrictEqual(last?.to, shares)) {
      return [];
    }
    const said = last === undefined ? "no record says so" : `its last record says ${sharesText(last.to)}`;
    const moved = `leads to ${sharesText(shares)} since ${movedAt.toISOString()}`;
    return [{ place: `alias of ${machine}`, message: `${moved}, and ${said}` }];
  });
}
