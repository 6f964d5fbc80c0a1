import { bytesOf, literal } from "../../asl/jsonata";
import { onlyDeferred } from "../failure/deferred";

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
  /** Whether a failure may be in the context that the scope begins with. */
  readonly deferred: boolean;
  /** Whether it may go on when something in it fails, so that its own results have failures among them. */
  readonly defers: boolean;
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

/** JSONata: what a branch hands on of a context that its apps have added to: its own results. */
export function ownResults(scope: Scope, context: string): string {
  return handedOn(scope, `$sift(${context}, function($v, $k) { $not($k in $keys(${scope.given})) })`);
}

/** JSONata: the same of the context that an app returned which is alone in its branch. */
export function resultOf(scope: Scope, app: string, returned: string): string {
  return handedOn(scope, `$sift(${returned}, function($v, $k) { $k = ${literal(app)} })`);
}

/**
 * JSONata: results of a branch. Where they take too much and another app depends on them, the state fails with a
 * message; where none does, they are left out, since each app's own execution has its result. Failures among them are
 * always handed on.
 */
function handedOn({ limit, needed, defers }: Scope, results: string): string {
  const left = defers ? onlyDeferred("$own") : "{}";
  const otherwise = needed ? `$error("Results of a branch exceed ${limit} bytes")` : left;
  return `($own := ${results}; ${bytesOf("$own")} > ${limit} ? ${otherwise} : $own)`;
}

/** JSONata: a context with the results of a block's branches; fails where it is too large. */
export function joined(context: string): string {
  return (
    `($all := $merge([${context}, $states.result]); ` +
    `${bytesOf("$all")} > ${RESULTS_LIMIT} ? $error(${literal(`Results exceed ${RESULTS_LIMIT} bytes`)}) : $all)`
  );
}
