import { readPolicy, statementLabel } from "../kit/policy-document";
import { type Fields, isFields, Unknown, type Value } from "../kit/value";
import { type Truth, UnknownBecause } from "./truth";

/** One statement, its elements as written: what is not known in them is still to be seen. */
export interface PolicyStatement {
  /** `Statement 1`, or with its Sid `Statement 1 (ReadOrders)`. */
  readonly label: string;
  readonly effect: "Allow" | "Deny" | UnknownBecause;
  readonly body: Fields;
}

/** A policy document with the name it has in messages. */
export interface PolicyDocument {
  /** `RolePolicy "orders", policy` */
  readonly label: string;
  readonly statements: readonly PolicyStatement[];
  /** Whether its texts may hold variables, which are read in documents of version 2012-10-17 alone. */
  readonly variables: Truth;
  /** Why the document, or a part of it, cannot be read: it may hold any statement. */
  readonly unknown: UnknownBecause | undefined;
}

/**
 * Reads a policy document, given as text or as an object, for an evaluation. Never throws. What AWS would refuse is not
 * guessed at: it makes the document unknown, and so does what is not known.
 */
export function readDocument(label: string, value: Value | undefined): PolicyDocument {
  const parsed = readPolicy(value);
  if (parsed.kind !== "document") {
    const why =
      parsed.kind === "unknown"
        ? "is not known yet"
        : parsed.kind === "absent"
          ? "is missing"
          : `cannot be read: it ${parsed.why}`;
    return { label, statements: [], variables: false, unknown: new UnknownBecause(`${label} ${why}`) };
  }
  const { version, items } = parsed;
  const variables =
    version instanceof Unknown ? new UnknownBecause("Version is not known yet") : version === "2012-10-17";
  const strange = items.find((item) => !isFields(item));
  const unknown =
    strange instanceof Unknown
      ? new UnknownBecause(`${label}, Statement is not known yet`)
      : strange !== undefined || items.length === 0
        ? new UnknownBecause(`${label} cannot be read: it has no Statement that is an object`)
        : variables instanceof UnknownBecause
          ? new UnknownBecause(`${label}, ${variables.why}`)
          : undefined;
  return {
    label,
    statements: items.flatMap((item, index) => (isFields(item) ? [statement(item, index)] : [])),
    variables,
    unknown,
  };
}

function statement(body: Fields, index: number): PolicyStatement {
  const { Effect } = body;
  const effect =
    Effect === "Allow" || Effect === "Deny"
      ? Effect
      : new UnknownBecause(Effect instanceof Unknown ? "Effect is not known yet" : "Effect is neither Allow nor Deny");
  return { label: statementLabel(body, index), effect, body };
}
