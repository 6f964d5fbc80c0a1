import { isDeepStrictEqual } from "node:util";
import type { AliasMovedRecord } from "../../components/evidence/record";
import { sharesText } from "../../components/versions/rollback/plan";
import type { KnownAlias } from "./stored-record";
import type { EvidenceFinding, VerifiedRecord } from "./verify";

/** The last record of each alias that was moved, of records in order of time. */
export function lastMovesOf(records: readonly VerifiedRecord[]): AliasMovedRecord[] {
  const moves = records.map(({ record }) => record).filter((record) => record.kind === "aliasMoved");
  return [...new Map(moves.map((record) => [record.alias, record] as const)).values()];
}

/**
 * Aliases that were moved since then and lead elsewhere than their last record says, or have none; and those that are
 * gone whose last record says where they lead, whenever that was: nobody knows since when.
 */
export function compareAliases(
  aliases: readonly KnownAlias[],
  last: readonly AliasMovedRecord[],
  since: Date,
): EvidenceFinding[] {
  const there = new Set(aliases.map(({ aliasArn }) => aliasArn));
  const gone = last.filter(({ alias, to }) => !there.has(alias) && to.length > 0);
  return [
    ...aliases.flatMap(({ machine, aliasArn, shares, movedAt }): EvidenceFinding[] => {
      const to = last.find(({ alias }) => alias === aliasArn)?.to;
      if ((movedAt < since && to?.length !== 0) || isDeepStrictEqual(to, shares)) {
        return [];
      }
      const said =
        to === undefined ? "no record says so" : `its last record says ${sharesText(to) || "it was removed"}`;
      const moved = `leads to ${sharesText(shares)} since ${movedAt.toISOString()}`;
      return [{ place: `alias of ${machine}`, message: `${moved}, and ${said}` }];
    }),
    ...gone.map(({ machine, to, recordedAt }): EvidenceFinding => {
      const said = `its last record, of ${recordedAt}, says ${sharesText(to)}`;
      return { place: `alias of ${machine}`, message: `is gone, and no record says who removed it: ${said}` };
    }),
  ];
}
