import { listOf, textOf, Unknown, type Value } from "../kit/value";
import { type Test, testsOf } from "./condition";
import type { PolicyDocument, PolicyStatement } from "./document";
import { named } from "./principal";
import type { Request } from "./request";
import { matchesResource } from "./resource";
import { lowerSigns, matches, signsOf, Text } from "./text";
import { all, any, not, type Truth, UnknownBecause } from "./truth";
import { expand } from "./variables";

/** The kind of document that a statement is in: who it is about and whether it names resources. */
export type Kind =
  /** Of an identity, a boundary or a session: no Principal, with resources. */
  | "identity"
  /** Of a resource: with Principal and resources. */
  | "resource"
  /** A role's trust: with Principal; the resource is the role. */
  | "trust";

/** Whether a statement is about a request, part by part. */
export interface Applies {
  readonly principal: Truth;
  /** Named by its account alone. */
  readonly byAccount: Truth;
  readonly action: Truth;
  readonly resource: Truth;
  readonly tests: readonly Test[];
  /** All parts together. */
  readonly all: Truth;
}

/** Whether a statement is about a request. Never throws; what cannot be read is unknown. */
export function applies(
  { variables }: PolicyDocument,
  { body, effect }: PolicyStatement,
  kind: Kind,
  request: Request,
): Applies {
  const action = element(body.Action, body.NotAction, "Action", (pattern) =>
    matches(lowerSigns(signsOf(pattern, true)), new Text(request.action.toLowerCase())),
  );
  const resource =
    kind === "trust" && body.Resource === undefined && body.NotResource === undefined
      ? true
      : element(body.Resource, body.NotResource, "Resource", (pattern) =>
          matchesResource(expand(pattern, true, variables, request), request.resource),
        );
  const tests = testsOf(body.Condition, variables, request);
  const { itself, account } =
    kind === "identity" ? noPrincipal(body.Principal ?? body.NotPrincipal) : who(body, effect, request);
  const principal = any([itself, account]);
  return {
    principal,
    byAccount: itself === true ? false : account,
    action,
    resource,
    tests,
    all: all([principal, action, resource, ...tests.map(({ holds }) => holds)]),
  };
}

/** An element and its opposite: a statement has exactly one of them. */
function element(
  positive: Value | undefined,
  negative: Value | undefined,
  name: string,
  matchesOne: (pattern: string) => Truth,
): Truth {
  if ((positive === undefined) === (negative === undefined)) {
    return new UnknownBecause(
      `${name} and Not${name} ${positive === undefined ? "are both missing" : "are both present"}`,
    );
  }
  const found = anyOf(positive ?? negative, positive === undefined ? `Not${name}` : name, matchesOne);
  return positive === undefined ? not(found) : found;
}

function anyOf(value: Value | undefined, name: string, matchesOne: (pattern: string) => Truth): Truth {
  const items = value instanceof Unknown ? [value] : listOf(value);
  if (items.length === 0) {
    return new UnknownBecause(`${name} is empty`);
  }
  return any(
    items.map((item): Truth => {
      const text = textOf(item);
      return text === undefined
        ? new UnknownBecause(`${name} ${item instanceof Unknown ? "is not known yet" : "cannot be read"}`)
        : matchesOne(text);
    }),
  );
}

/** A policy of an identity is about that identity; AWS refuses one that names a principal. */
function noPrincipal(written: Value | undefined) {
  const itself: Truth = written === undefined ? true : new UnknownBecause("an identity policy has a Principal");
  return { itself, account: false as Truth };
}

function who(body: PolicyStatement["body"], effect: PolicyStatement["effect"], request: Request) {
  const { Principal, NotPrincipal } = body;
  if ((Principal === undefined) === (NotPrincipal === undefined)) {
    const why = Principal === undefined ? "are both missing" : "are both present";
    return { itself: new UnknownBecause(`Principal and NotPrincipal ${why}`), account: false as Truth };
  }
  if (Principal !== undefined) {
    return withAccounts(named(Principal, request.caller), effect);
  }
  const { itself, account } = named(NotPrincipal, request.caller);
  const excepted = any([itself, account]);
  // To except a role from a Deny its account and its session have to be named as well; no list says that of itself.
  const exact =
    excepted === true && effect !== "Allow"
      ? new UnknownBecause("NotPrincipal excepts the role, if its sessions too")
      : excepted;
  return { itself: not(exact), account: false as Truth };
}

/** A Deny on an account is one on each of its identities. */
function withAccounts({ itself, account }: ReturnType<typeof named>, effect: PolicyStatement["effect"]) {
  return effect === "Allow" ? { itself, account } : { itself: any([itself, account]), account: false as Truth };
}
