import { evaluate, type Verdict } from "../evaluator/evaluate";
import type { Caller, KeyValue, Request } from "../evaluator/request";
import { MANY, PART, Text } from "../evaluator/text";
import { UnknownBecause } from "../evaluator/truth";
import { hasWildcard } from "../iam/patterns";
import { type Fields, fieldsOf, jsonOf, listOf, textOf, type Value } from "../kit/value";

/** Somebody who has nothing to do with a role, and what a request of theirs carries. */
interface Stranger {
  readonly caller: Caller;
  readonly context: ReadonlyMap<string, KeyValue>;
}

/** Whom a statement lets in beyond those it is for. */
export type Reach =
  /** Whoever has an account. */
  | "everybody"
  /** Whoever is in one account. */
  | "account"
  | "nobody"
  /** It depends on a value that is not known yet. */
  | "unknown";

/** A role's trust as it is written. */
export interface Trust {
  readonly version: Value | undefined;
  readonly items: readonly Value[];
}

/** An unlikely name. */
const NAME = "stranger-5d1f0c";

/**
 * Condition keys that say who calls. Others (an external id, a network, the time) leave open who it is, so that they
 * are taken for met.
 */
const WHO =
  /^aws:(?:principal(?:arn|account|isawsservice|servicename|type)|principaltag\/.*|userid|username|source(?:account|arn|orgid|orgpaths|owner))$/i;

const ACTIONS = ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"] as const;

/**
 * Whom one statement of a trust lets in, by asking the evaluator for callers that have nothing to do with the role. The
 * statement is judged with the Deny statements of the trust, and with conditions on the caller alone.
 */
export function reachOf({ version, items }: Trust, index: number, principal: Fields): Reach {
  const allow = { ...fieldsOf(items[index]), ...principal, Condition: aboutCaller(fieldsOf(items[index]).Condition) };
  const denies = items.filter((item) => textOf(fieldsOf(item).Effect) !== "Allow" && isAboutCaller(item));
  const document = { Version: version, Statement: [allow, ...denies] };
  const partition = /arn:(aws[a-z-]*):/.exec(jsonOf(document))?.[1] ?? "aws";
  const lets = (strangers: readonly Stranger[]) =>
    strangers.flatMap((stranger) => ACTIONS.map((action) => answer(document, stranger, action)));
  const outside = foreign(jsonOf(document), document).map((id) => outsider(id, partition));
  const inside = accountsIn(jsonOf(document)).flatMap((id) => [
    insider(id, "role", partition),
    insider(id, "user", partition),
  ]);
  const [everybody, account] = [lets(outside), lets(inside)];
  return everybody.includes("in")
    ? "everybody"
    : account.includes("in")
      ? "account"
      : [...everybody, ...account].includes("unknown")
        ? "unknown"
        : "nobody";
}

function answer(document: Value, { caller, context }: Stranger, action: string): "in" | "out" | "unknown" {
  const request: Request = {
    caller,
    action,
    resource: new Text("arn:", PART, ":iam::", PART, ":role/", MANY),
    context,
  };
  const verdict: Verdict = evaluate(request, {
    resource: { policies: [{ label: "trust", document }], trust: true },
  });
  return verdict.kind === "allowed" ? "in" : verdict.kind === "denied" ? "out" : unknownIsOpen(document);
}

/** Where nothing of the document is unknown, the stranger's own choice of a name decides. */
function unknownIsOpen(document: Value): "in" | "unknown" {
  return jsonOf(document).includes("<unknown>") ? "unknown" : "in";
}

/** Of another account: its roles have any name and any tags. */
function outsider(account: string, partition: string): Stranger {
  return {
    caller: {
      kind: "role",
      arn: new Text(`arn:${partition}:iam::${account}:role/`, MANY),
      account,
      tags: new UnknownBecause("the tags of a stranger are of their own choice"),
    },
    context: context([["aws:userid", new Text("AROASTRANGERSTRANGER:", MANY)]]),
  };
}

/** Of a named account, with a name and tags that have nothing to do with the role. */
function insider(account: string, kind: "role" | "user", partition: string): Stranger {
  return {
    caller: {
      kind: "role",
      arn: new Text(`arn:${partition}:iam::${account}:${kind}/${NAME}`),
      account,
      tags: new Map(),
    },
    context: context([
      ["aws:userid", kind === "role" ? new Text("AROASTRANGERSTRANGER:", MANY) : new Text("AIDASTRANGERSTRANGER")],
      ["aws:principaltype", new Text(kind === "role" ? "AssumedRole" : "User")],
      ["aws:username", kind === "role" ? "absent" : new Text(NAME)],
    ]),
  };
}

/** Only a service sends for what it acts. */
function context(more: readonly (readonly [string, KeyValue])[]): ReadonlyMap<string, KeyValue> {
  const absent = ["account", "arn", "orgid", "orgpaths", "owner"].map((key): readonly [string, KeyValue] => [
    `aws:source${key}`,
    "absent",
  ]);
  return new Map([...absent, ...more]);
}

/** Accounts that a document does not spell out; also one for each account that it spells with wildcards. */
function foreign(text: string, document: Fields): readonly string[] {
  const other = ["909090909090", "818181818181", "727272727272"].find((id) => !text.includes(id)) ?? "636363636363";
  const patterns = valuesIn(document).map((value) => (value.startsWith("arn:") ? (value.split(":")[4] ?? "") : value));
  const made = patterns.filter(hasWildcard).map((pattern) => {
    const digits = pattern.replaceAll("?", "6");
    return digits.replace("*", "6".repeat(Math.max(0, 13 - digits.length))).replaceAll("*", "");
  });
  return [other, ...made.filter((id) => /^\d{12}$/.test(id) && !text.includes(id))];
}

/** Texts that conditions compare with. */
function valuesIn({ Statement }: Fields): readonly string[] {
  return listOf(Statement)
    .flatMap((item) => Object.values(fieldsOf(fieldsOf(item).Condition)))
    .flatMap((tests) => Object.values(fieldsOf(tests)))
    .flatMap((values) => listOf(values).map((value) => textOf(value) ?? ""));
}

function accountsIn(text: string): readonly string[] {
  return [...new Set(text.match(/(?<!\d)\d{12}(?!\d)/g) ?? [])];
}

function aboutCaller(condition: Value | undefined): Value {
  const kept = Object.entries(fieldsOf(condition)).map(([operator, tests]) => [
    operator,
    Object.fromEntries(Object.entries(fieldsOf(tests)).filter(([key]) => WHO.test(key))),
  ]);
  return Object.fromEntries(kept) as Value;
}

/** A Deny on other conditions need not meet a stranger. */
function isAboutCaller(item: Value): boolean {
  return Object.values(fieldsOf(fieldsOf(item).Condition)).every((tests) =>
    Object.keys(fieldsOf(tests)).every((key) => WHO.test(key)),
  );
}
