import type { ContextEntry, PermissionCheck } from "./permission-checks";

/** One call of IAM's simulator about one role: one context, and as many checks as fit. */
export interface SimulatorCall {
  readonly context: readonly ContextEntry[];
  readonly checks: readonly Pick<PermissionCheck, "actions" | "resources">[];
}

/**
 * Most pairs of an action and a resource in one call, as IAM evaluates every action on every resource. AWS documents
 * no limit; with many actions and resources in one call it is known to refuse
 * (https://github.com/nccgroup/PMapper/pull/6).
 */
const MOST_PAIRS = 128;

/** Condition key of every request: Step Functions calls over TLS. It also keeps the list from being empty. */
const OVER_TLS: ContextEntry = {
  ContextKeyName: "aws:SecureTransport",
  ContextKeyType: "boolean",
  ContextKeyValues: ["true"],
};

/**
 * The fewest calls that simulate every check of a role, found greedily. Checks share a call where no action gets a
 * condition key that its own request would not bring.
 */
export function simulatorCalls(checks: readonly PermissionCheck[]): SimulatorCall[] {
  const calls: SimulatorCall[] = [];
  for (const check of checks.flatMap(chunks)) {
    const context = [OVER_TLS, ...check.context.filter((entry) => !same(entry, OVER_TLS))];
    const own: SimulatorCall = { context, checks: [{ actions: check.actions, resources: check.resources }] };
    const index = calls.findIndex((other) => fits(other, own));
    const found = calls[index];
    if (found === undefined) {
      calls.push(own);
    } else {
      calls[index] = merged(found, own);
    }
  }
  return calls;
}

/** Number of pairs of an action and a resource that checks are about. */
export function pairsOf(checks: SimulatorCall["checks"]): number {
  return checks.reduce((sum, { actions, resources }) => sum + actions.length * resources.length, 0);
}

/** A call taken apart: one for each action of each of its checks, with the resources of that check alone. */
export function singleActionCalls({ context, checks }: SimulatorCall): SimulatorCall[] {
  return checks.flatMap(({ actions, resources }) =>
    actions.map((action) => ({ context, checks: [{ actions: [action], resources }] })),
  );
}

/** A check in parts that each fit one call. */
function chunks(check: PermissionCheck): PermissionCheck[] {
  const size = Math.max(1, Math.floor(MOST_PAIRS / check.actions.length));
  return Array.from({ length: Math.ceil(check.resources.length / size) }, (_, index) => ({
    ...check,
    resources: check.resources.slice(index * size, (index + 1) * size),
  }));
}

function merged(a: SimulatorCall, b: SimulatorCall): SimulatorCall {
  const more = b.context.filter((entry) => !a.context.some((other) => same(entry, other)));
  return { context: [...a.context, ...more], checks: [...a.checks, ...b.checks] };
}

function fits(a: SimulatorCall, b: SimulatorCall): boolean {
  return lendsNothing(a, b) && lendsNothing(b, a) && evaluated(merged(a, b)) <= MOST_PAIRS;
}

/** Pairs that IAM evaluates for a call: all of its actions on all of its resources. */
function evaluated({ checks }: SimulatorCall): number {
  const distinct = (lists: readonly (readonly string[])[]) => new Set(lists.flat()).size;
  return distinct(checks.map(({ actions }) => actions)) * distinct(checks.map(({ resources }) => resources));
}

/**
 * Whether condition keys that only one of two calls has belong to services about which the other does not ask;
 * statements name no others.
 */
function lendsNothing(from: SimulatorCall, to: SimulatorCall): boolean {
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
