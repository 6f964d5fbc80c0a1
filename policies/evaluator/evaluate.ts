import type { Value } from "../kit/value";
import { readDocument } from "./document";
import { accountIn, type Request, resourceAccount } from "./request";
import { type Applies, applies, type Kind } from "./statement";
import { all, any, type Truth, UnknownBecause } from "./truth";

/** One policy document and the name it has in messages. */
export interface Policy {
  readonly label: string;
  /** Its JSON, as text or as an object. */
  readonly document: Value | undefined;
}

/** The policies of one kind. */
export interface PolicySet {
  readonly policies: readonly Policy[];
  /** Why there may be more policies than these: each is taken for one that could allow or deny anything. */
  readonly unseen?: string | undefined;
}

/** All that decides about a request. What is left out takes no part. */
export interface Policies {
  /** Of the caller. Left out where the caller has none (a service) or they are judged elsewhere. */
  readonly identity?: PolicySet;
  /** The caller's permissions boundary: it grants nothing and bounds what the others grant. */
  readonly boundary?: PolicySet | undefined;
  /** Of the caller's session; as the boundary. */
  readonly session?: PolicySet | undefined;
  /** Of the resource; a role's trust has to name the caller, whatever else allows. */
  readonly resource?: (PolicySet & { readonly trust: boolean }) | undefined;
}

/** `label, Statement 2 (Sid)` */
export interface Place {
  readonly policy: string;
  readonly statement: string;
}

/** The statement that comes nearest to allowing, and what of it does not hold. */
export interface Near extends Place {
  readonly failed: "principal" | "resource" | "condition";
  /** For a condition: the test as written. */
  readonly test?: string;
}

export type Side = "identity" | "boundary" | "session" | "resource";

/** What comes of a request. */
export type Verdict =
  | { readonly kind: "allowed"; readonly by: Place }
  | { readonly kind: "denied"; readonly how: "explicit"; readonly by: Place }
  | { readonly kind: "denied"; readonly how: "implicit"; readonly lacking: Side; readonly near: Near | undefined }
  | { readonly kind: "unknown"; readonly why: string };

/**
 * What IAM answers to a request, by its evaluation logic: an explicit deny anywhere wins; else the identity's policies
 * have to allow it, or (in one account) the resource's have to name the caller, and neither boundary nor session policy
 * may leave it out. Across accounts identity and resource both have to allow it. Service and resource control policies
 * of an organisation take no part.
 *
 * Pure, and never throws. The answer is three-valued: `allowed` and `denied` hold whatever the unknown values turn out
 * to be.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(request: Request, policies: Policies): Verdict {
  const { identity, boundary, session, resource } = policies;
  const sides = {
    identity: identity === undefined ? undefined : judge(identity, "identity", request),
    boundary: boundary === undefined ? undefined : judge(boundary, "identity", request),
    session: session === undefined ? undefined : judge(session, "identity", request),
    resource: resource === undefined ? undefined : judge(resource, resource.trust ? "trust" : "resource", request),
  };
  const judged = Object.values(sides).filter((side) => side !== undefined);
  const refused = judged.find(({ denies }) => denies === true);
  if (refused?.deniedBy !== undefined) {
    return { kind: "denied", how: "explicit", by: refused.deniedBy };
  }
  const given = granted(request, sides, resource?.trust ?? false);
  const parts: [Side, Truth][] = [
    [given.lacking, given.allows],
    ["boundary", sides.boundary?.allows ?? true],
    ["session", sides.session?.allows ?? true],
  ];
  const lacking = parts.find(([, allows]) => allows === false)?.[0];
  if (lacking !== undefined) {
    return { kind: "denied", how: "implicit", lacking, near: sides[lacking]?.near };
  }
  const unknown = [...judged.map(({ denies }) => denies), ...parts.map(([, allows]) => allows)].find(
    (truth) => truth instanceof UnknownBecause,
  );
  if (unknown !== undefined) {
    return { kind: "unknown", why: unknown.why };
  }
  const by = (sides.identity?.allows === true ? sides.identity : sides.resource)?.allowedBy;
  return by === undefined ? { kind: "unknown", why: "there is no policy to judge by" } : { kind: "allowed", by };
}

type Sides = Readonly<Record<Side, Judged | undefined>>;

/** What identity and resource give together, before anything bounds it. */
function granted(request: Request, { identity, resource }: Sides, trust: boolean): { lacking: Side; allows: Truth } {
  if (identity === undefined || resource === undefined) {
    return {
      lacking: identity === undefined ? "resource" : "identity",
      allows: (identity ?? resource)?.allows ?? false,
    };
  }
  const together = all([identity.allows, resource.allows]);
  const direct = any([identity.allows, resource.names]);
  // Trust has to let the caller in in any case; named itself in its own account, the caller needs nothing else.
  const alone = trust ? all([resource.allows, direct]) : direct;
  const allows = either(sameAccount(request), alone, together);
  const lacking = resource.allows === false && (trust || identity.allows === true) ? "resource" : "identity";
  return { lacking, allows };
}

/** One answer or the other; where it is not known which, what both say. */
function either(which: Truth, yes: Truth, no: Truth): Truth {
  if (which instanceof UnknownBecause) {
    return yes === no ? yes : yes instanceof UnknownBecause ? yes : no instanceof UnknownBecause ? no : which;
  }
  return which ? yes : no;
}

function sameAccount(request: Request): Truth {
  const { caller } = request;
  const own = caller.kind === "role" ? (caller.account ?? accountIn(caller.arn)) : undefined;
  const other = resourceAccount(request);
  return own === undefined || other === undefined
    ? new UnknownBecause("whether caller and resource are of one account is not known")
    : own === other;
}

/** What the policies of one kind say together. */
interface Judged {
  readonly denies: Truth;
  readonly deniedBy: Place | undefined;
  readonly allows: Truth;
  readonly allowedBy: Place | undefined;
  /** An Allow that names the caller itself and not only its account. */
  readonly names: Truth;
  readonly near: Near | undefined;
}

function judge({ policies, unseen }: PolicySet, kind: Kind, request: Request): Judged {
  const documents = policies.map(({ label, document }) => readDocument(label, document));
  const found = documents.flatMap((document) =>
    document.statements.map((statement) => ({
      place: { policy: document.label, statement: statement.label },
      effect: statement.effect,
      about: applies(document, statement, kind, request),
    })),
  );
  const open: Truth[] = [
    ...documents.flatMap(({ unknown }) => (unknown === undefined ? [] : [unknown])),
    ...(unseen === undefined ? [] : [new UnknownBecause(unseen)]),
  ];
  const of = (effect: "Allow" | "Deny", part: (about: Applies) => Truth) =>
    found.map(({ place, effect: own, about }): { place: Place; truth: Truth } => {
      const truth = part(about);
      const at = `${place.policy}, ${place.statement}`;
      return { place, truth: located(at, own instanceof UnknownBecause ? all([own, truth]) : own === effect && truth) };
    });
  const allowing = of("Allow", (about) => about.all);
  const denying = of("Deny", (about) => about.all);
  return {
    denies: any([...denying.map(({ truth }) => truth), ...open]),
    deniedBy: denying.find(({ truth }) => truth === true)?.place,
    allows: any([...allowing.map(({ truth }) => truth), ...open]),
    allowedBy: allowing.find(({ truth }) => truth === true)?.place,
    names: any([...of("Allow", (about) => all([about.all, byItself(about)])).map(({ truth }) => truth), ...open]),
    near: nearest(found),
  };
}

function byItself({ byAccount }: Applies): Truth {
  return byAccount instanceof UnknownBecause ? byAccount : !byAccount;
}

/** An unknown names the statement in which it arose. */
function located(at: string, truth: Truth): Truth {
  return truth instanceof UnknownBecause ? new UnknownBecause(`${at}: ${truth.why}`) : truth;
}

/**
 * Of the statements that allow the action, the one of which least fails: a condition before a resource before a
 * principal.
 */
function nearest(found: readonly { place: Place; effect: unknown; about: Applies }[]): Near | undefined {
  const near = found.flatMap(({ place, effect, about }): Near[] => {
    if (effect !== "Allow" || about.action === false) {
      return [];
    }
    if (about.principal === false) {
      return [{ ...place, failed: "principal" }];
    }
    if (about.resource === false) {
      return [{ ...place, failed: "resource" }];
    }
    const test = about.tests.find(({ holds }) => holds === false);
    return test === undefined ? [] : [{ ...place, failed: "condition", test: test.shown }];
  });
  return (
    near.find(({ failed }) => failed === "condition") ?? near.find(({ failed }) => failed === "resource") ?? near[0]
  );
}
