import { z } from "zod";
import type { Scope } from "../core/names";
import { fillPlaceholders, PLACEHOLDERS } from "../core/placeholders";
import type { ConditionValue, PolicyDocument, PolicyStatement } from "../core/policy-document";
import { policyDocument } from "../core/policy-document";
import type { Problem } from "../core/problem";
import { schemaProblems } from "../core/schema-problem";

/** Services whose administration no app may hold; the permissions boundary denies them too. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/^iam:(?!PassRole$|Get|List)/i, "changes IAM"],
  [/^(organizations|account|sso|sso-admin|identitystore):/i, "administers accounts or identities"],
  [
    /^kms:(?!Decrypt$|DescribeKey$|Encrypt$|GenerateDataKey|ReEncrypt|Sign$|Verify|GetPublicKey$|GenerateMac$)/i,
    "administers keys",
  ],
  [/^sts:/i, "takes other roles"],
];

const oneOrMore = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1)]);
const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"], "is not Allow or Deny"),
  Action: oneOrMore(z.string()),
  Resource: oneOrMore(z.string()),
  Condition: z.record(z.string(), z.record(z.string(), oneOrMore(z.string()))).optional(),
});
const STATEMENT_KEYS = ["Version", ...Object.keys(statementSchema.shape)];
const ruleSchema = z.strictObject({
  Version: z.literal("2012-10-17", "is not 2012-10-17"),
  Statement: z.array(statementSchema).min(1),
});

/** Outcome of reading a rule: the document where `problems` is empty. */
export interface ParsedAccessRule {
  readonly document?: PolicyDocument;
  readonly problems: readonly Problem[];
}

/**
 * Reads an access rule: an IAM policy document whose strings may hold the {@link PLACEHOLDERS} as `{{name}}`. Refused are unknown
 * keys and placeholders, `NotAction`/`NotResource`, actions with a wildcard, resources that are `*` or leave service, region or account open,
 * actions that administer identities or keys, and a role passed to whatever service. All problems are returned at once.
 */
export function parseAccessRule(source: string, rule: unknown, scope: Scope): ParsedAccessRule {
  const listed = withStatementList(rule);
  const parsed = ruleSchema.safeParse(listed);
  if (!parsed.success) {
    const problems = schemaProblems(parsed.error.issues, listed, [], STATEMENT_KEYS);
    return { problems: problems.map((problem) => ({ ...problem, place: at(source, problem.place) })) };
  }
  const problems: Problem[] = [];
  const statements = parsed.data.Statement.map((statement, index): PolicyStatement => {
    const place = `${source}: Statement[${index}]`;
    const fill = (text: string, key: string) => filled(text, scope, `${place}.${key}`, problems);
    const actions = toList(statement.Action).map((action) => fill(action, "Action"));
    const resources = toList(statement.Resource).map((resource) => fill(resource, "Resource"));
    if (statement.Effect === "Allow") {
      problems.push(...actions.flatMap((action) => actionProblems(`${place}.Action`, action)));
      problems.push(...resources.flatMap((resource) => resourceProblems(`${place}.Resource`, resource)));
      problems.push(...passRoleProblems(place, actions, statement.Condition ?? {}));
    }
    const condition = statement.Condition;
    return {
      ...(statement.Sid === undefined ? {} : { Sid: statement.Sid }),
      Effect: statement.Effect,
      Action: actions,
      Resource: resources,
      ...(condition === undefined ? {} : { Condition: mapCondition(condition, (value) => fill(value, "Condition")) }),
    };
  });
  return problems.length > 0 ? { problems } : { document: policyDocument(statements), problems };
}

/** What is wrong with allowing an action: not one exact action, or one that no app may hold. */
export function actionProblems(place: string, action: string): Problem[] {
  if (!/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(action)) {
    return [
      {
        place,
        message: `"${action}" is not one exact action.`,
        fix: "Name each action, e.g. dynamodb:PutItem, without wildcards.",
      },
    ];
  }
  const forbidden = FORBIDDEN.find(([pattern]) => pattern.test(action));
  if (forbidden === undefined) return [];
  return [
    {
      place,
      message: `"${action}" ${forbidden[1]}.`,
      fix: "Leave it to the platform's own deployment; an app cannot hold it.",
    },
  ];
}

/** Conditions that hold only where the value is one of those written. */
const EQUALITY = /^String(Equals|EqualsIgnoreCase|Like)$/i;

/** Whoever may pass a role gives its rights to the service that takes it: which one must be said. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html */
function passRoleProblems(place: string, actions: readonly string[], condition: RawCondition): Problem[] {
  if (!actions.some((action) => action.toLowerCase() === "iam:passrole")) return [];
  const services = Object.entries(condition)
    .filter(([operator]) => EQUALITY.test(operator))
    .flatMap(([, keys]) => Object.entries(keys))
    .filter(([key]) => key.toLowerCase() === "iam:passedtoservice")
    .flatMap(([, value]) => toList(value));
  const fix =
    'Add "Condition": {"StringEquals": {"iam:PassedToService": "<service>"}}, e.g. "ecs-tasks.amazonaws.com".';
  if (services.length === 0) {
    return [{ place: `${place}.Condition`, message: '"iam:PassRole" passes the role to any service.', fix }];
  }
  const open = services.find((service) => /[*?]/.test(service));
  if (open === undefined) return [];
  return [{ place: `${place}.Condition`, message: `"iam:PassedToService": "${open}" leaves the service open.`, fix }];
}

/** What is wrong with allowing something on a resource: it leaves open whose or which one. */
export function resourceProblems(place: string, resource: string): Problem[] {
  const parts = resource.split(":");
  const [arn, partition = "", service = "", region = "", account = ""] = parts;
  const rest = parts.slice(5).join(":");
  const exact = [partition, service, region, account].every((part) => !/[*?]/.test(part));
  if (arn !== "arn" || partition === "" || service === "" || !exact || isOpenName(account, rest)) {
    return [
      {
        place,
        message: `"${resource}" does not bound what it opens.`,
        fix: "Write an ARN with partition, service, region and account, and at least the beginning of the resource's name.",
      },
    ];
  }
  return [];
}

/** Whether a wildcard stands before any part of a name: `*`, `table/*`. Without an account (S3) the first segment is the name itself. */
function isOpenName(account: string, rest: string): boolean {
  const wildcard = rest.search(/[*?]/);
  if (wildcard < 0) return rest === "";
  const literal = rest.slice(0, wildcard);
  return (account === "" ? literal : literal.replace(/^[\w-]+[:/]/, "")) === "";
}

function filled(text: string, scope: Scope, place: string, problems: Problem[]): string {
  return fillPlaceholders(text, scope, (whole) => {
    problems.push({
      place,
      message: `"${whole}" is no placeholder.`,
      fix: `Use one of ${PLACEHOLDERS.map((p) => `{{${p}}}`).join(" ")}.`,
    });
  });
}

type Condition = Readonly<Record<string, Readonly<Record<string, ConditionValue>>>>;
/** As written, before placeholders are filled in. */
type RawCondition = Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;

function mapCondition(condition: RawCondition, map: (value: string) => string): Condition {
  const values = (value: string | string[]): ConditionValue =>
    typeof value === "string" ? map(value) : value.map(map);
  return Object.fromEntries(
    Object.entries(condition).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, values(value)])),
    ]),
  );
}

function toList(value: string | string[]): string[] {
  return typeof value === "string" ? [value] : value;
}

/** IAM takes one statement without a list too. */
function withStatementList(rule: unknown): unknown {
  if (typeof rule !== "object" || rule === null || !Object.hasOwn(rule, "Statement")) return rule;
  const statement: unknown = Reflect.get(rule, "Statement");
  return Array.isArray(statement) ? rule : { ...rule, Statement: [statement] };
}

function at(source: string, place: string): string {
  return place === "" ? source : `${source}: ${place}`;
}
