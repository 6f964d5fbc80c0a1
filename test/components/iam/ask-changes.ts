import { ANYTHING, type Ask } from "./asks";

/** Other actions of each service, which nobody here needs. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  codebuild: ["RetryBuild", "DeleteProject"],
  dynamodb: ["DeleteItem", "Scan"],
  ecs: ["RegisterTaskDefinition", "ExecuteCommand"],
  events: ["DeleteRule", "PutEvents"],
  glue: ["DeleteJob", "UpdateJob"],
  iam: ["CreateRole", "PutRolePolicy"],
  kms: ["Encrypt", "ScheduleKeyDeletion"],
  lambda: ["UpdateFunctionCode", "GetFunction"],
  logs: ["DeleteLogGroup", "FilterLogEvents"],
  s3: ["DeleteObject", "PutObjectAcl"],
  secretsmanager: ["PutSecretValue", "DeleteSecret"],
  sns: ["Subscribe", "SetTopicAttributes"],
  sqs: ["ReceiveMessage", "PurgeQueue"],
  ssm: ["GetParameter", "DeleteParameter"],
  states: ["StartSyncExecution", "UpdateStateMachine", "GetExecutionHistory"],
  sts: ["TagSession", "AssumeRoleWithWebIdentity"],
  xray: ["GetTraceSummaries", "BatchGetTraces"],
};

/** Requests that differ from one in a single thing that matters; none of them may be allowed unless something else asks it. */
export function changesOf(ask: Ask): (readonly [what: string, changed: Ask])[] {
  const { action, context } = ask;
  const [service = ""] = action.split(":");
  return [
    ...(OTHERS[service] ?? []).map((other): readonly [string, Ask] => [
      "another action",
      { ...ask, action: `${service}:${other}` },
    ]),
    ...otherResources(ask),
    ...Object.keys(context).flatMap((key): (readonly [string, Ask])[] => {
      const { [key]: value, ...rest } = context;
      const other = Array.isArray(value) ? ["alias/other"] : otherValue(String(value));
      return [
        [`${key} is missing`, { ...ask, context: rest }],
        [`${key} is another`, { ...ask, context: { ...rest, [key]: other } }],
      ];
    }),
  ];
}

/** Nothing lies beside "every resource". */
function otherResources(ask: Ask): (readonly [string, Ask])[] {
  const [fixed, free] = ask.resource;
  if (fixed === "*") {
    return [];
  }
  const name = /[:/]$/.test(fixed) ? fixed.slice(0, -1) : fixed;
  const end = fixed.slice(name.length);
  const changed = (what: string, resource: string): readonly [string, Ask][] => [
    [what, { ...ask, resource: [resource, free] }],
  ];
  // Every key of the account is named, and bounded by its alias; behind a star of the blueprint's own everything is meant.
  const anyKey = name.endsWith(":key");
  const open = anyKey || free === ANYTHING;
  return [
    ...(anyKey ? [] : changed("a shorter name", `${name.slice(0, -1)}${end}`)),
    ...(open ? [] : changed("a longer name", `${name}x${end}`)),
    ...(open || end === "/" ? [] : changed("something below it", `${name}/x${end}`)),
    ...(/:\d{12}:/.test(name) ? changed("another account", fixed.replace(/:\d{12}:/, ":999999999999:")) : []),
    ...(REGION.test(name) ? changed("another region", fixed.replace(REGION, ":us-west-2:")) : []),
  ];
}

const REGION = /:[a-z]+-[a-z]+-\d:/;

function otherValue(value: string): string {
  if (value === "GET") {
    return "DELETE";
  }
  return value.includes(":") || value.includes("/") || value.includes(".") ? `${value}x` : "other";
}
