import { MANY, Text } from "../../evaluator/text";
import { fieldsOf, listOf } from "../../kit/value";
import { arnIn, type Home } from "../home";
import {
  busArn,
  clusterArn,
  functionArn,
  jobArn,
  projectArn,
  queueArn,
  tableArn,
  taskDefinitionArn,
  topicArn,
} from "../resources";
import { managedRule, startExecution } from "./start-execution";
import { known, type Need, type Needs, need, type TaskCall } from "./types";

/**
 * What an optimized integration needs. https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
 */
export function optimized(integration: string, asked: TaskCall): Needs {
  const { home, read } = asked;
  switch (integration) {
    case "lambda:invoke":
      return known(need("lambda:InvokeFunction", functionArn(home, read("FunctionName"), read("Qualifier"))));
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
        ...passedToTask(asked),
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

interface Job {
  readonly follow: readonly Need[];
  readonly rule: string;
}

function whileRunning({ home, sync, ownRole }: TaskCall, { follow, rule }: Job): readonly Need[] {
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
function passedToTask({ raw, textOfArgument }: TaskCall): Need[] {
  const overrides = fieldsOf(raw("Overrides"));
  return [overrides.TaskRoleArn, overrides.ExecutionRoleArn].flatMap((role) =>
    role === undefined
      ? []
      : [need("iam:PassRole", textOfArgument(role), [["iam:passedtoservice", new Text("ecs-tasks.amazonaws.com")]])],
  );
}

function build(integration: string, asked: TaskCall): Need[] {
  const project = projectArn(asked.home, asked.read("ProjectName"));
  const batch = integration.endsWith("Batch");
  const follow = (batch ? ["StopBuildBatch", "BatchGetBuildBatches"] : ["StopBuild", "BatchGetBuilds"]).map((action) =>
    need(`codebuild:${action}`, project),
  );
  const rule = `StepFunctionsGetEventForCodeBuildStartBuild${batch ? "Batch" : ""}Rule`;
  return [need(permission(integration), project), ...whileRunning(asked, { follow, rule })];
}

/** The buses that entries are put on; the default one where an entry names none. */
function buses({ raw, textOfArgument }: TaskCall): readonly (Text | undefined)[] {
  const entries = raw("Entries");
  if (!Array.isArray(entries)) {
    return [new Text(MANY)];
  }
  const named = listOf(entries).map((entry) => {
    const fields = fieldsOf(entry);
    const bus = fields["EventBusName.$"] === undefined ? fields.EventBusName : null;
    return bus === undefined ? undefined : textOfArgument(bus);
  });
  return [...new Map(named.map((bus) => [bus?.toString(), bus])).values()];
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-permissions */
function http({ home, machineArn: machine, read, raw, textOfArgument }: TaskCall): Need[] {
  // The field has two names: https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html
  const { ConnectionArn } = fieldsOf(raw("InvocationConfig") ?? raw("Authentication"));
  const connection = textOfArgument(ConnectionArn ?? null);
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
