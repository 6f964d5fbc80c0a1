/**
 * Beginnings of the names of actions that only read: access levels List and Read of the Service Authorization
 * Reference.
 */
const READS = new RegExp(
  `^(batch)?(${[
    "check(?!in|out)",
    "count",
    "decode",
    "decrypt",
    "describe",
    "detect",
    "discover",
    "download",
    "estimate",
    "filter",
    "get",
    "head",
    "list",
    "lookup",
    "query",
    "read",
    "receive",
    "scan",
    "search",
    "select",
    "simulate",
    "validate",
    "view",
  ].join("|")})`,
  "i",
);

/**
 * Further ones, whose names begin as those of writers do. Verbs alone would make findings of them that nobody can fix.
 */
const ALSO_READ: readonly string[] = [
  "dynamodb:ConditionCheckItem",
  "dynamodb:PartiQLSelect",
  "events:TestEventPattern",
  "iam:GenerateCredentialReport",
  "iam:GenerateServiceLastAccessedDetails",
  "logs:StartLiveTail",
  "logs:StartQuery",
  "logs:StopLiveTail",
  "logs:StopQuery",
  "logs:TestMetricFilter",
  "rds-db:connect",
].map((action) => action.toLowerCase());

/**
 * True if an action, or one that a pattern stands for, may change something. A pattern is judged by what is before its
 * first wildcard: `ec2:Describe*` only reads, `ec2:De*` may delete. What is not known to read counts as a change.
 */
export function isMutating(action: string): boolean {
  const name = action.slice(action.indexOf(":") + 1).replace(/[*?].*$/s, "");
  return !READS.test(name) && !ALSO_READ.includes(action.toLowerCase());
}
