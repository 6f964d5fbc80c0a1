import type { Condition, Statement } from "./document";
import { isAnything, matchesAction } from "./patterns";
import { isEverybody } from "./trust";

/** What a request has to meet so that a comparison does not deny it. */
const OPPOSITES: Readonly<Record<string, string>> = {
  arnnotequals: "arnequals",
  arnnotlike: "arnlike",
  notipaddress: "ipaddress",
  stringnotequals: "stringequals",
  stringnotequalsignorecase: "stringequalsignorecase",
  stringnotlike: "stringlike",
};

/** Ways through the Deny statements of a document that are followed; more bound nothing. */
const MOST_WAYS = 64;

/**
 * Each Allow statement as often as there are ways through the Deny statements of its document, with the conditions of
 * that way: "deny all but this organisation" bounds what is allowed as a condition of its own does. A Deny statement
 * denies where all of its conditions hold, so that a request gets through by each one that does not: what is bounded is
 * bounded on every way. A statement that may be bounded by values that are not known yet has conditions that are not
 * known.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function withDenials(statements: readonly Statement[]): readonly (readonly Statement[])[] {
  const denials = statements.filter((each) => !each.allows);
  return statements.map((statement) => {
    const over = statement.allows ? denials.filter((denial) => isOver(denial, statement)) : [];
    const open = over.map((denial) => denial.open).find((each) => each !== undefined);
    const ways = waysThrough(
      statement,
      over.filter((denial) => denial.open === undefined),
    );
    return ways.map((passed) => {
      const required = new Set(passed.filter((each) => each.required).map(({ key }) => key));
      return {
        ...statement,
        conditions: [
          ...statement.conditions.map((each) => ({ ...each, required: each.required || required.has(each.key) })),
          ...passed,
        ],
        unknown: { ...statement.unknown, conditions: statement.unknown.conditions ?? open },
        open: statement.open ?? open,
      };
    });
  });
}

/** The conditions of each way through some denials. */
function waysThrough(statement: Statement, denials: readonly Statement[]): readonly (readonly Condition[])[] {
  const given = [...statement.conditions, ...ofPrincipals(statement)];
  return denials.reduce<readonly (readonly Condition[])[]>(
    (ways, { conditions }) => {
      const next = ways
        .flatMap((way) => conditions.map((condition) => [...way, passing(condition)]))
        .filter((way) => !isImpossible([...given, ...way]));
      return next.length > MOST_WAYS ? ways : next;
    },
    [[]],
  );
}

/** What a request has to meet so that a condition of a Deny statement does not hold. */
function passing(condition: Condition): Condition {
  const { operator, quantifier, ifExists, values } = condition;
  const lower = values.map((value) => value.toLowerCase());
  if (operator === "null") {
    const absent = !lower.every((value) => value === "true");
    return { ...condition, required: !absent, values: [String(absent)] };
  }
  if (operator === "bool" && quantifier === undefined && lower.length === 1) {
    return { ...condition, ifExists: !ifExists, required: ifExists, values: [String(lower[0] !== "true")] };
  }
  const opposite = OPPOSITES[operator];
  // None of the values denied is some value that is not, and some value denied is none but those.
  const others = { forallvalues: "foranyvalue", foranyvalue: "forallvalues" } as const;
  const passes = { ...condition, quantifier: quantifier && others[quantifier], ifExists: false };
  return opposite === undefined
    ? { ...passes, operator: negated(operator), required: false }
    : { ...passes, operator: opposite, required: quantifier !== "foranyvalue" };
}

function negated(operator: string): string {
  return Object.keys(OPPOSITES).find((key) => OPPOSITES[key] === operator) ?? `not ${operator}`;
}

const IS_SERVICE = "aws:principalisawsservice";

/** What the principals of a statement are: AWS services, or all of them something else. */
function ofPrincipals({ principals, notPrincipals }: Statement): readonly Condition[] {
  const services = principals.filter(({ kind }) => kind === "Service").length;
  const known = !notPrincipals && principals.length > 0 && !principals.some(isEverybody);
  return known && (services === 0 || services === principals.length)
    ? [
        {
          operator: "bool",
          quantifier: undefined,
          ifExists: false,
          required: true,
          key: IS_SERVICE,
          values: [String(services > 0)],
        },
      ]
    : [];
}

/** True if no request meets all of the conditions. */
function isImpossible(conditions: readonly Condition[]): boolean {
  return conditions.some((one) => conditions.some((other) => one.key === other.key && excludes(one, other)));
}

function excludes(one: Condition, other: Condition): boolean {
  if (one.quantifier !== undefined || other.quantifier !== undefined) {
    return false;
  }
  if (one.operator === "null" && one.values.every((value) => value.toLowerCase() === "true")) {
    return other.required;
  }
  if (one.operator === "bool" && other.operator === "bool") {
    const [a, b] = [one, other].map(({ values }) => values.join().toLowerCase());
    return a !== b && (one.required || other.required) && one.values.length === 1 && other.values.length === 1;
  }
  return (
    one.required &&
    OPPOSITES[other.operator] === one.operator &&
    one.values.every((each) => other.values.includes(each))
  );
}

/** True if a Deny statement is about all that an Allow statement allows, as far as its parts are known. */
function isOver(denial: Statement, allowed: Statement): boolean {
  const { unknown } = denial;
  const principals =
    denial.principals.some(isEverybody) ||
    (!allowed.notPrincipals &&
      allowed.principals.every(({ kind, value }) =>
        denial.principals.some((other) => other.kind === kind && other.value.toLowerCase() === value.toLowerCase()),
      ));
  const actions = [...allowed.actions, ...(allowed.notActions ? ["*"] : [])].every((action) =>
    denial.actions.some((pattern) => matchesAction(pattern, action)),
  );
  const resources = [...allowed.resources, ...(allowed.notResources ? ["*"] : [])].every((resource) =>
    denial.resources.some((pattern) => isAnything(pattern) || pattern === resource),
  );
  return (
    !denial.notPrincipals &&
    !denial.notActions &&
    !denial.notResources &&
    (principals || unknown.principals !== undefined) &&
    (actions || unknown.actions !== undefined) &&
    (resources || unknown.resources !== undefined)
  );
}
