import { bytesOf, literal } from "../../asl/jsonata";

/** Bytes of results that a machine holds at most: a state's data is limited to 256 KiB. */
export const RESULTS_LIMIT = 250_000;

/** The states of a machine, or of one branch of a block. */
export interface Scope {
  /** 0 for the machine itself, 1 for a branch of its blocks, and so on. */
  readonly depth: number;
  /** JSONata: variable with the context that the scope begins with. */
  readonly given: string;
  /** Bytes that its own results may take. */
  readonly limit: number;
  /** Whether an app outside the scope depends on one of its apps. */
  readonly needed: boolean;
  /** Name of the first state; it names the states that end a branch. */
  readonly first: string;
}

/**
 * Variable with the context of a scope: what it began with and the results of its own apps so far. A branch has one of
 * its own, since it cannot assign those of the scopes around it.
 */
export function contextVariable({ depth }: Pick<Scope, "depth">): string {
  return depth === 0 ? "context" : `context${depth}`;
}

/** JSONata: the context that a state of a scope is given; the first state of a branch is given the one outside. */
export function contextBefore(scope: Scope, isFirst: boolean): string {
  return isFirst ? scope.given : `$${contextVariable(scope)}`;
}

/**
 * JSONata: what a branch hands on, its own results. Where they take too much and another app depends on them, the state
 * fails with a message; where none does, they are left out, since each app's own execution has its result.
 */
export function ownResults({ given, limit, needed }: Scope, context: string): string {
  const otherwise = needed ? `$error("Results of a branch exceed ${limit} bytes")` : "{}";
  const own = `$sift(${context}, function($v, $k) { $not($k in $keys(${given})) })`;
  return `($own := ${own}; ${bytesOf("$own")} > ${limit} ? ${otherwise} : $own)`;
}

/** JSONata: a context with the results of a block's branches; fails where it is too large. */
export function joined(context: string): string {
  return (
    `($all := $merge([${context}, $states.result]); ` +
    `${bytesOf("$all")} > ${RESULTS_LIMIT} ? $error(${literal(`Results exceed ${RESULTS_LIMIT} bytes`)}) : $all)`
  );
}
