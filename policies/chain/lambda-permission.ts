import { accountOf } from "../kit/identity";
import type { ResourceView } from "../kit/resource-view";
import { isPresent, textOf, Unknown, type Value } from "../kit/value";

/**
 * The statement that a `Permission` adds to the policy of a function.
 * https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 */
export function permissionDocument(permission: ResourceView, name: string | undefined): Value {
  const of = (property: string): Value | undefined => permission.get(property);
  const qualifier = of("qualifier");
  const on = `arn:*:lambda:*:${accountOf(permission) ?? "*"}:function:${name ?? "*"}`;
  const known = qualifier instanceof Unknown ? qualifier : isPresent(qualifier) ? `${on}:${textOf(qualifier)}` : on;
  const tests: Record<string, Record<string, Value>> = {};
  const compare = (operator: string, key: string, value: Value | undefined): void => {
    if (isPresent(value)) {
      tests[operator] = { ...tests[operator], [key]: value };
    }
  };
  compare("ArnLike", "aws:SourceArn", of("sourceArn"));
  compare("StringEquals", "aws:SourceAccount", of("sourceAccount"));
  compare("StringEquals", "aws:PrincipalOrgID", of("principalOrgId"));
  compare("StringEquals", "lambda:FunctionUrlAuthType", of("functionUrlAuthType"));
  compare("StringEquals", "lambda:EventSourceToken", of("eventSourceToken"));
  compare("Bool", "lambda:InvokedViaFunctionUrl", of("invokedViaFunctionUrl"));
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: principal(of("principal")),
        Action: of("action") ?? null,
        // A function that is known in part may be this one, and its permission is for no other.
        Resource: name === undefined ? new Unknown(undefined) : known,
        Condition: tests,
      },
    ],
  };
}

/** A service, an account or an identity by its ARN, or everybody. */
function principal(value: Value | undefined): Value {
  const text = textOf(value);
  if (text === undefined) {
    return value ?? null;
  }
  return text === "*" ? text : /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(text) ? { Service: text } : { AWS: text };
}
