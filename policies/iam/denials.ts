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

/**
 * Statements with what the Deny statements of their document leave of them: "deny all but this organisation" bounds
 * what is allowed as a condition of its own does. A statement that may be bounded by values that are not known yet has
 * conditions that are not known.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function withDenials(statements: readonly Statement[]): readonly Statement[] {
  const denials = statements.flatMap((each) => {
    const bound = each.allows ? undefined : boundOf(each);
    return bound === undefined && each.unknown.conditions === undefined ? [] : [{ statement: each, bound }];
  });
  return statements.map((statement) => {
    const over = statement.allows ? denials.filter((denial) => isOver(denial.statement, statement)) : [];
    const bounds = over.flatMap(({ bound, statement: { open } }) => (bound === undefined || open ? [] : [bound]));
    const required = new Set(bounds.map(({ key }) => key));
    const open = over.map((denial) => denial.statement.open).find((each) => each !== undefined);
    return {
      ...statement,
      conditions: [
        ...statement.conditions.map((each) => ({ ...each, required: each.required || required.has(each.key) })),
        ...bounds,
      ],
      unknown: { ...statement.unknown, conditions: statement.unknown.conditions ?? open },
      open: statement.open ?? open,
    };
  });
}

/** What a Deny statement with a single condition requires; with several, each of them only together with the others. */
function boundOf({ conditions: [only, ...others], notPrincipals }: Statement): Condition | undefined {
  if (only === undefined || others.length > 0 || notPrincipals || only.quantifier === "foranyvalue") {
    return undefined;
  }
  if (only.operator === "null" && only.values.every((value) => value.toLowerCase() === "true")) {
    return { ...only, required: true, values: ["false"] };
  }
  const operator = OPPOSITES[only.operator];
  // None of the values denied is some value that is not.
  const quantifier = only.quantifier === "forallvalues" ? "foranyvalue" : undefined;
  return operator === undefined ? undefined : { ...only, operator, quantifier, ifExists: false, required: true };
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
