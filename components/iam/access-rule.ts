import { z } from "zod";
import type { Scope } from "../core/names";
import { fillPlaceholders, PLACEHOLDERS } from "../core/placeholders";
import type { ConditionValue, PolicyDocument, PolicyStatement } from "../core/policy-document";
import { policyDocument } from "../core/policy-document";
import type { Problem } from "../core/problem";
import { schemaProblems } from "../core/schema-problem";
import { actionProblems, resourceProblems } from "./least-privilege";

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

/** Result of reading an access rule: the document where `problems` is empty. */
export interface ParsedAccessRule {
  readonly document?: PolicyDocument;
  readonly problems: readonly Problem[];
}

/**
 * Reads an access rule: an IAM policy document whose strings may contain the {@link PLACEHOLDERS} as `{{name}}`.
 *
 * Refused are unknown keys and placeholders, `NotAction` and `NotResource`, actions that are misspelt or have a
 * wildcard, resources that are `*` (but of actions without resources) or leave service, region or account open, actions
 * that administer identities or keys, and a role passed to any service. All problems are returned together.
 *
 * @param source file name, for the problems
 */
export function parseAccessRule(source: string, rule: unknown, scope: Scope): ParsedAccessRule {
  const listed = withStatementList(rule);
  const parsed = ruleSchema.safeParse(listed);
  if (!parsed.success) {
    const problems = schemaProblems(parsed.error.issues, listed, [], STATEMENT_KEYS);
    return {
      problems: problems.map((problem) => ({ ...problem, place: placeInFile(source, problem.place) })),
    };
  }
  const problems: Problem[] = [];
  const statements = parsed.data.Statement.map((statement, index): PolicyStatement => {
    const place = `${source}: Statement[${index}]`;
    const fill = (text: string, key: string) => filled(text, scope, `${place}.${key}`, problems);
    const actions = toList(statement.Action).map((action) => fill(action, "Action"));
    const resources = toList(statement.Resource).map((resource) => fill(resource, "Resource"));
    if (statement.Effect === "Allow") {
      problems.push(...actions.flatMap((action) => actionProblems(`${place}.Action`, action)));
      problems.push(...resources.flatMap((resource) => resourceProblems(`${place}.Resource`, resource, actions)));
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

/** Condition operators that are true only for the values written. */
const EQUALITY = /^String(Equals|EqualsIgnoreCase|Like)$/i;

/**
 * A service that receives a passed role gets its permissions, so the rule must name the service.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
function passRoleProblems(place: string, actions: readonly string[], condition: RawCondition): Problem[] {
  if (!actions.some((action) => action.toLowerCase() === "iam:passrole")) {
    return [];
  }
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
  if (open === undefined) {
    return [];
  }
  return [{ place: `${place}.Condition`, message: `"iam:PassedToService": "${open}" leaves the service open.`, fix }];
}

function filled(text: string, scope: Scope, place: string, problems: Problem[]): string {
  return fillPlaceholders(text, scope, (whole) => {
    problems.push({
      place,
      message: `unknown placeholder "${whole}".`,
      fix: `Use one of ${PLACEHOLDERS.map((name) => `{{${name}}}`).join(" ")}.`,
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

/** IAM accepts a single statement without a list. */
function withStatementList(rule: unknown): unknown {
  if (typeof rule !== "object" || rule === null || !Object.hasOwn(rule, "Statement")) {
    return rule;
  }
  const statement: unknown = Reflect.get(rule, "Statement");
  return Array.isArray(statement) ? rule : { ...rule, Statement: [statement] };
}

function placeInFile(source: string, place: string): string {
  return place === "" ? source : `${source}: ${place}`;
}
