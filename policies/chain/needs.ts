import type { State } from "../definition/model";
import { argumentsOf } from "../definition/tasks";
import type { KeyValue } from "../evaluator/request";
import { MANY, Text } from "../evaluator/text";
import { fieldsOf, listOf, textOf, type Value } from "../kit/value";
import { valueOfArgument } from "./expression";
import { arnIn, type Home } from "./home";
import {
  busArn,
  clusterArn,
  functionArn,
  jobArn,
  machineArn,
  parameterArn,
  projectArn,
  queueArn,
  type ReadArgument,
  secretArn,
  tableArn,
  taskDefinitionArn,
} from "./resources";
import { permissionOf } from "./sdk-names";

/** One permission that a Task needs of the role it runs as. */
export interface Need {
  readonly action: string;
  readonly resource: Text;
  /** Condition keys that the request carries, in lower case. */
  readonly context?: readonly (readonly [key: string, value: KeyValue])[];
}

/** What a Task needs, or why that is not known. */
export type Needs =
  | { readonly kind: "known"; readonly needs: readonly Need[] }
  | { readonly kind: "unknown"; readonly why: string };

/** What a Task is judged in. */
export interface Setting {
  /** The machine's region, with the account of the role that acts. */
  readonly home: Home;
  readonly machineArn: Text;
  readonly jsonata: boolean;
  /** Step Functions follows jobs of the machine's own role by events, which need rules; those of another role it asks for. */
  readonly ownRole: boolean;
}

interface Asked extends Setting {
  readonly read: ReadArgument;
  readonly raw: (name: string) => Value | undefined;
  /** `.sync`, `.sync:2`: it waits until the job has ended. */
  readonly sync: boolean;
}

const need = (action: string, resource: Text, context?: Need["context"]): Need =>
  context === undefined ? { action, resource } : { action, resource, context };

/** The permissions of a Task's integration. https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html */
export function needsOf(state: State, setting: Setting): Needs {
  const resource = textOf(state.body.Resource);
  if (resource === undefined) {
    return { kind: "unknown", why: "its Resource is not known" };
  }
  if (/^arn:[^:]*:lambda:/.test(resource)) {
    return known(need("lambda:InvokeFunction", new Text(resource)));
  }
  if (/^arn:[^:]*:states:[^:]*:\d*:activity:/.test(resource)) {
    // Workers fetch what an activity is to do; the machine's role does nothing.
    return known();
  }
  const parts = /^arn:[^:]*:states:[^:]*:[^:]*:(aws-sdk:)?([A-Za-z0-9-]+):([A-Za-z0-9]+)(?:\.(.+))?$/.exec(resource);
  const [, sdk, service = "", action = "", suffix = ""] = parts ?? [];
  if (parts === null) {
    return { kind: "unknown", why: `its Resource ${JSON.stringify(resource)} is no integration that is known` };
  }
  const asked: Asked = { ...setting, ...reader(state, setting.jsonata), sync: suffix.startsWith("sync") };
  return sdk === undefined ? optimized(`${service}:${action}`, asked) : bySdk(service.toLowerCase(), action, asked);
}

function known(...needs: readonly Need[]): Needs {
  return { kind: "known", needs };
}

function reader(state: State, jsonata: boolean) {
  const given = argumentsOf(state);
  const fields = fieldsOf(given);
  const raw = (name: string): Value | undefined => fields[name];
  const read = (name: string): Text | undefined => {
    if (typeof given === "string" || fields[`${name}.$`] !== undefined) {
      return new Text(MANY);
    }
    return fields[name] === undefined ? undefined : valueOfArgument(fields[name], jsonata);
  };
  return { raw, read };
}

function optimized(integration: string, asked: Asked): Needs {
  const { home, read } = asked;
  switch (integration) {
    case "lambda:invoke":
      return known(need("lambda:InvokeFunction", functionArn(home, read("FunctionName"))));
    case "sns:publish":
      return known(need("sns:Publish", topicArn(read)));
    case "sqs:sendMessage":
      return known(need("sqs:SendMessage", queueArn(home, read("QueueUrl"))));
    case "states:startExecution":
      return known(...startExecution(asked));
    case "dynamodb:getItem":
    case "dynamodb:putItem":
    case "dynamodb:updateItem":
    case "dynamodb:deleteItem":
      return known(need(permission(integration), tableArn(home, read("TableName"))));
    case "ecs:runTask": {
      const cluster = clusterArn(home, read("Cluster"));
      const onCluster: Need["context"] = [["ecs:cluster", cluster]];
      return known(
        need("ecs:RunTask", taskDefinitionArn(home, read("TaskDefinition")), onCluster),
        ...passedToTask(asked.raw, asked.jsonata),
        ...whileRunning(asked, ecsJob(home, cluster)),
      );
    }
    case "codebuild:startBuild":
    case "codebuild:startBuildBatch":
      return known(...build(integration, asked));
    case "glue:startJobRun": {
      const job = jobArn(home, read("JobName"));
      const follow = ["glue:GetJobRun", "glue:BatchStopJobRun"].map((action) => need(action, job));
      return known(need("glue:StartJobRun", job), ...(asked.sync ? follow : []));
    }
    case "events:putEvents":
      return known(...buses(asked).map((bus) => need("events:PutEvents", busArn(home, bus))));
    case "http:invoke":
      return known(...http(asked));
    default:
      return { kind: "unknown", why: `what ${integration} needs is not known` };
  }
}

const permission = (integration: string): string =>
  integration.replace(/:(.)/, (_, letter: string) => `:${letter.toUpperCase()}`);

/** A message to a phone has no resource. */
function topicArn(read: ReadArgument): Text {
  return read("TopicArn") ?? read("TargetArn") ?? new Text(read("PhoneNumber") === undefined ? MANY : "*");
}

function startExecution({ home, read, sync, ownRole }: Asked): Need[] {
  const { arn, qualifier } = machineArn(read("StateMachineArn"));
  const context: Need["context"] =
    qualifier === "open" ? [] : [["states:statemachinequalifier", qualifier ?? "absent"]];
  const start = need("states:StartExecution", arn, context);
  if (!sync) {
    return [start];
  }
  const [, head, name] = /^(arn:[^:]*:states:[^:]*:[^:]*:)stateMachine:(.+)$/.exec(arn.exact ?? "") ?? [];
  const executions = head === undefined ? new Text(MANY) : new Text(`${head}execution:${name}:`, MANY);
  const follow = ["states:DescribeExecution", "states:StopExecution"].map((action) => need(action, executions));
  return [
    start,
    ...follow,
    ...(ownRole ? managedRule(home, "StepFunctionsGetEventsForStepFunctionsExecutionRule") : []),
  ];
}

/** The rule by which Step Functions hears of the end of a job. */
function managedRule(home: Home, name: string): Need[] {
  return ["events:PutTargets", "events:PutRule", "events:DescribeRule"].map((action) =>
    need(action, arnIn(home, "events", `rule/${name}`)),
  );
}

interface Job {
  readonly follow: readonly Need[];
  readonly rule: string;
}

function whileRunning({ home, sync, ownRole }: Asked, { follow, rule }: Job): readonly Need[] {
  return sync ? [...follow, ...(ownRole ? managedRule(home, rule) : [])] : [];
}

function ecsJob(home: Home, cluster: Text): Job {
  const [, start, name] = /^(arn:[^:]*:ecs:[^:]*:[^:]*:)cluster\/(.+)$/.exec(cluster.exact ?? "") ?? [];
  const task =
    start === undefined ? arnIn(home, "ecs", "task/", new Text(MANY)) : new Text(`${start}task/${name}/`, MANY);
  const onCluster: Need["context"] = [["ecs:cluster", cluster]];
  return {
    follow: [need("ecs:StopTask", task, onCluster), need("ecs:DescribeTasks", task, onCluster)],
    rule: "StepFunctionsGetEventsForECSTaskRule",
  };
}

/** The roles that a task's overrides name; those of its task definition are not known here. */
function passedToTask(raw: Asked["raw"], jsonata: boolean): Need[] {
  const overrides = fieldsOf(raw("Overrides"));
  return [overrides.TaskRoleArn, overrides.ExecutionRoleArn].flatMap((role) =>
    role === undefined
      ? []
      : [
          need("iam:PassRole", valueOfArgument(role, jsonata), [
            ["iam:passedtoservice", new Text("ecs-tasks.amazonaws.com")],
          ]),
        ],
  );
}

function build(integration: string, asked: Asked): Need[] {
  const project = projectArn(asked.home, asked.read("ProjectName"));
  const batch = integration.endsWith("Batch");
  const follow = (batch ? ["StopBuildBatch", "BatchGetBuildBatches"] : ["StopBuild", "BatchGetBuilds"]).map((action) =>
    need(`codebuild:${action}`, project),
  );
  const rule = `StepFunctionsGetEventForCodeBuildStartBuild${batch ? "Batch" : ""}Rule`;
  return [need(permission(integration), project), ...whileRunning(asked, { follow, rule })];
}

/** The buses that entries are put on; the default one where an entry names none. */
function buses({ raw, jsonata }: Asked): readonly (Text | undefined)[] {
  const entries = raw("Entries");
  if (!Array.isArray(entries)) {
    return [new Text(MANY)];
  }
  const named = listOf(entries).map((entry) => {
    const fields = fieldsOf(entry);
    const bus = fields["EventBusName.$"] === undefined ? fields.EventBusName : null;
    return bus === undefined ? undefined : valueOfArgument(bus, jsonata);
  });
  return [...new Map(named.map((bus) => [bus?.toString(), bus])).values()];
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-permissions */
function http({ home, machineArn: machine, read, raw, jsonata }: Asked): Need[] {
  const authentication = fieldsOf(raw("Authentication"));
  const connection = valueOfArgument(authentication.ConnectionArn ?? null, jsonata);
  const [, name] = /^arn:[^:]*:events:[^:]*:[^:]*:connection\/([^/]+)/.exec(connection.exact ?? "") ?? [];
  const secret =
    name === undefined
      ? new Text(MANY)
      : arnIn(home, "secretsmanager", `secret:events!connection/${name}/`, new Text(MANY));
  const context: Need["context"] = [
    ["states:httpendpoint", read("ApiEndpoint") ?? new Text(MANY)],
    ["states:httpmethod", read("Method") ?? new Text(MANY)],
  ];
  return [
    need("states:InvokeHTTPEndpoint", machine, context),
    need("events:RetrieveConnectionCredentials", connection),
    ...["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"].map((action) => need(action, secret)),
  ];
}

function bySdk(service: string, action: string, asked: Asked): Needs {
  if (service === "sts" && action.toLowerCase() === "getcalleridentity") {
    // It needs no permission, and none can take it away. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    return known();
  }
  if (service === "sfn" && action === "startExecution") {
    return known(...startExecution(asked));
  }
  const name = permissionOf(service, action);
  if (name === undefined) {
    return { kind: "unknown", why: `which permission aws-sdk:${service}:${action} needs is not known` };
  }
  return known(need(name, sdkResource(name, asked)));
}

/** What an SDK action acts upon, by the arguments that name it in its service; nothing known of the rest. */
function sdkResource(permissionName: string, { home, read }: Asked): Text {
  const [service = ""] = permissionName.split(":");
  const first = (...names: readonly string[]) => names.map(read).find((text) => text !== undefined);
  switch (service) {
    case "secretsmanager":
      return secretArn(home, first("SecretId", "Name"));
    case "lambda":
      return functionArn(home, read("FunctionName"));
    case "sns":
      return topicArn(read);
    case "sqs":
      return queueArn(home, read("QueueUrl"));
    case "dynamodb":
      return tableArn(home, read("TableName"));
    case "ssm":
      return /^ssm:(?:Get|Put|Delete)Parameter$/.test(permissionName)
        ? parameterArn(home, read("Name"))
        : new Text(MANY);
    case "states":
      return first("ExecutionArn", "StateMachineArn", "ActivityArn") ?? new Text(MANY);
    case "s3": {
      const [bucket, key] = [read("Bucket"), read("Key")];
      const partition = home.partition ?? MANY;
      return bucket === undefined
        ? new Text(MANY)
        : new Text("arn:", partition, ":s3:::", bucket, ...(key === undefined ? [] : ["/", key]));
    }
    case "iam":
      return read("PolicySourceArn") ?? new Text(MANY);
    case "sts":
      return read("RoleArn") ?? new Text(MANY);
    default:
      return new Text(MANY);
  }
}
