import { isFields, listOf, textOf, Unknown, type Value } from "../kit/value";
import type { Caller } from "./request";
import { readServiceName } from "./service-name";
import { MANY, matches, type Sign, signsOf, type Text } from "./text";
import { any, type Truth, UnknownBecause } from "./truth";

/** How a statement's Principal names the caller. An account that is named lets its own policies decide. */
export interface Named {
  /** By its ARN, as a service, or as everybody. */
  readonly itself: Truth;
  /** By its account. */
  readonly account: Truth;
}

const NOBODY: Named = { itself: false, account: false };

/** Whether the Principal element of a statement names the caller. */
export function named(principal: Value | undefined, caller: Caller): Named {
  if (principal === "*") {
    return { itself: true, account: false };
  }
  if (principal instanceof Unknown) {
    const unknown = new UnknownBecause("Principal is not known yet");
    return { itself: unknown, account: false };
  }
  if (!isFields(principal)) {
    return { itself: new UnknownBecause("Principal cannot be read"), account: false };
  }
  const each = Object.entries(principal).flatMap(([kind, values]) =>
    (values instanceof Unknown ? [values] : listOf(values)).map((value) => one(kind, value, caller)),
  );
  return { itself: any(each.map(({ itself }) => itself)), account: any(each.map(({ account }) => account)) };
}

function one(kind: string, value: Value, caller: Caller): Named {
  const text = textOf(value);
  if (text === undefined) {
    const why = value instanceof Unknown ? "is not known yet" : "cannot be read";
    return { itself: new UnknownBecause(`Principal, ${kind} ${why}`), account: false };
  }
  switch (kind) {
    case "AWS":
      return ofAws(text, caller);
    case "Service":
      return { itself: caller.kind === "service" && isService(text, caller), account: false };
    case "Federated":
      return { itself: caller.kind === "federated" && text === caller.provider, account: false };
    case "CanonicalUser":
      return NOBODY;
    default:
      return { itself: new UnknownBecause(`Principal, ${kind} is no kind of principal that is known`), account: false };
  }
}

/** A name with a region is the service there alone. */
function isService(written: string, caller: Caller & { readonly kind: "service" }): Truth {
  const given = readServiceName(written);
  if (given.name !== readServiceName(caller.name).name) {
    return false;
  }
  if (given.region === undefined || caller.region !== undefined) {
    return given.region === undefined || given.region === caller.region;
  }
  return new UnknownBecause(`"${written}" is the service in one region, and the region is not known`);
}

function ofAws(text: string, caller: Caller): Named {
  if (text === "*") {
    return { itself: true, account: false };
  }
  if (caller.kind !== "role") {
    return NOBODY;
  }
  const account = /^(\d{12})$|^arn:[^:]*:iam::(\d{12}):root$/.exec(text);
  if (account !== null) {
    const id = account[1] ?? account[2];
    const same: Truth =
      caller.account === undefined
        ? new UnknownBecause(`the account of "${caller.arn}" is not known`)
        : caller.account === id;
    return { itself: false, account: same };
  }
  if (/^A[A-Z]{3}[A-Z0-9]{12,}$/.test(text)) {
    return {
      itself: new UnknownBecause(`"${text}" is the unique id of an identity that is not known`),
      account: false,
    };
  }
  const session = /^arn:([^:]*):sts::(\d{12}):assumed-role\/([^/]+)\/.+$/.exec(text);
  if (session !== null) {
    // A session carries the name of the role, without the role's path.
    const role: Sign[] = [
      ...signsOf(`arn:${session[1]}:iam::${session[2]}:role/`, false),
      MANY,
      ...signsOf(session[3] ?? "", false),
    ];
    const may = matches(role, caller.arn) !== false && nameOf(caller.arn, session[3] ?? "");
    return { itself: may ? new UnknownBecause(`"${text}" is one session of the role`) : false, account: false };
  }
  return { itself: matches(signsOf(text, false), caller.arn), account: false };
}

/** True unless the role's name is known to be another. */
function nameOf(arn: Text, name: string): boolean {
  const exact = arn.exact;
  return exact === undefined || exact.slice(Math.max(exact.lastIndexOf("/"), exact.indexOf("role/") + 4) + 1) === name;
}
