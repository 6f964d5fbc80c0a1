import type { Named } from "../../core/names";
import type { ContextEntry, PermissionCheck } from "./permission-checks";

/** One call of IAM's simulator: about one role, with one context, as many checks as go into it. */
export interface Ask {
  /** Name of the role. */
  readonly role: string;
  readonly context: readonly ContextEntry[];
  readonly checks: readonly Pick<PermissionCheck, "actions" | "resources">[];
}

/** What a role must be allowed. */
export interface RoleChecks {
  readonly role: Named;
  readonly checks: readonly PermissionCheck[];
}

/**
 * Most pairs of an action and a resource in one call. IAM puts every action beside every resource and writes some 500 to 1,000 bytes for each pair; a state's
 * data hold 256 KiB.
 */
const MOST_PAIRS = 128;

/** What every request brings with it: Step Functions calls over TLS. It also keeps the list from being empty. */
const OVER_TLS: ContextEntry = {
  ContextKeyName: "aws:SecureTransport",
  ContextKeyType: "boolean",
  ContextKeyValues: ["true"],
};

/** The fewest calls that ask everything, greedily: checks of a role go together where none lends another a condition key that its own request would not bring. */
export function asksOf(roles: readonly RoleChecks[]): Ask[] {
  return roles.flatMap(({ role, checks }) => {
    const asks: Ask[] = [];
    for (const check of checks.flatMap(chunks)) {
      const context = [OVER_TLS, ...check.context.filter((entry) => !same(entry, OVER_TLS))];
      const own: Ask = { role: role.name, context, checks: [{ actions: check.actions, resources: check.resources }] };
      const index = asks.findIndex((other) => fits(other, own));
      const found = asks[index];
      if (found === undefined) asks.push(own);
      else asks[index] = merged(found, own);
    }
    return asks;
  });
}

/** A check in parts that each fit one call. */
function chunks(check: PermissionCheck): PermissionCheck[] {
  const size = Math.max(1, Math.floor(MOST_PAIRS / check.actions.length));
  return Array.from({ length: Math.ceil(check.resources.length / size) }, (_, index) => ({
    ...check,
    resources: check.resources.slice(index * size, (index + 1) * size),
  }));
}

function merged(a: Ask, b: Ask): Ask {
  const more = b.context.filter((entry) => !a.context.some((other) => same(entry, other)));
  return { role: a.role, context: [...a.context, ...more], checks: [...a.checks, ...b.checks] };
}

function fits(a: Ask, b: Ask): boolean {
  return lendsNothing(a, b) && lendsNothing(b, a) && pairs(merged(a, b)) <= MOST_PAIRS;
}

function pairs({ checks }: Ask): number {
  const distinct = (lists: readonly (readonly string[])[]) => new Set(lists.flat()).size;
  return distinct(checks.map(({ actions }) => actions)) * distinct(checks.map(({ resources }) => resources));
}

/** Whether the condition keys of one call that the other has not are those of services which the other does not ask about; statements name no others. */
function lendsNothing(from: Ask, to: Ask): boolean {
  const services = new Set(to.checks.flatMap(({ actions }) => actions.map(serviceOf)));
  return from.context
    .filter((entry) => !to.context.some((other) => same(entry, other)))
    .every(({ ContextKeyName: key }) => serviceOf(key) !== "aws" && !services.has(serviceOf(key)));
}

/** `kms` of `kms:Decrypt` and of `kms:ViaService`. */
function serviceOf(name: string): string {
  return name.slice(0, name.indexOf(":")).toLowerCase();
}

function same(a: ContextEntry, b: ContextEntry): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
