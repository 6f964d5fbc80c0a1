import { integration } from "../asl/jsonata";
import type { Scope } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";
import { startByAlias } from "./statements";

type Statements = readonly PolicyStatement[];
type Condition = NonNullable<PolicyStatement["Condition"]>;

/**
 * The one table of what each integration of Step Functions needs. A machine's role and a task's role are made from it,
 * and a rehearsal simulates it. Every entry takes the ARNs that its call names and returns the statements for the role
 * that makes the call.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html
 */
export const NEEDS = {
  /** `Credentials` of a Task: Step Functions assumes the task's role with the machine's. */
  credentials: (taskRoleArn: string): Statements => [allow(["sts:AssumeRole"], [taskRoleArn], "AssumeTaskRole")],

  /**
   * Every identity is allowed to ask who it is.
   * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
   */
  "aws-sdk:sts:getCallerIdentity": (): Statements => [],

  "aws-sdk:secretsmanager:describeSecret": (secretArn: string): Statements => [
    allow(["secretsmanager:DescribeSecret"], [secretArn], "DescribeSecret"),
  ],

  /**
   * The caller also needs the right to invoke the rotation function.
   * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
   */
  "aws-sdk:secretsmanager:rotateSecret": (secretArn: string, functionArn: string): Statements => [
    allow(["secretsmanager:RotateSecret"], [secretArn], "RotateSecret"),
    allow(["lambda:InvokeFunction"], [functionArn], "InvokeRotation"),
  ],

  /** `executions` is an ARN or a pattern of execution ARNs. */
  "aws-sdk:sfn:describeExecution": (executions: string): Statements => [
    allow(["states:DescribeExecution"], [executions], "DescribeExecution"),
  ],

  /** Starts a machine by an alias and does not wait for it. `machines` may be a pattern. */
  "states:startExecution": (machines: string, alias: string): Statements => [
    startByAlias("StartMachine", [machines], alias),
  ],

  /**
   * Starts a machine by an alias, follows and stops its executions. `machines` and `executions` may be patterns.
   * https://docs.aws.amazon.com/step-functions/latest/dg/stepfunctions-iam.html
   */
  "states:startExecution.sync:2": (machines: string, alias: string, executions: string): Statements => [
    ...NEEDS["states:startExecution"](machines, alias),
    allow(["states:DescribeExecution", "states:StopExecution"], [executions], "FollowExecution"),
  ],

  /**
   * `key` is what an encrypted topic adds; see {@link useKey}.
   * https://docs.aws.amazon.com/step-functions/latest/dg/sns-iam.html
   */
  "sns:publish": (topicArn: string, key: Statements = []): Statements => [
    allow(["sns:Publish"], [topicArn], "Publish"),
    ...key,
  ],

  /**
   * `objects` is an ARN or a pattern of object ARNs, `key` what an encrypted bucket adds; see {@link useKey}.
   * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
   */
  "aws-sdk:s3:putObject": (objects: string, key: Statements = []): Statements => [
    allow(["s3:PutObject"], [objects], "PutObject"),
    ...key,
  ],

  /** https://docs.aws.amazon.com/step-functions/latest/dg/sqs-iam.html */
  "sqs:sendMessage": (queueArn: string, key: Statements = []): Statements => [
    allow(["sqs:SendMessage"], [queueArn]),
    ...key,
  ],

  /** https://docs.aws.amazon.com/step-functions/latest/dg/lambda-iam.html */
  "lambda:invoke": (functionArn: string): Statements => [allow(["lambda:InvokeFunction"], [functionArn])],

  /** https://docs.aws.amazon.com/step-functions/latest/dg/codebuild-iam.html */
  "codebuild:startBuild.sync": (projectArn: string): Statements => [
    allow(["codebuild:BatchGetBuilds", "codebuild:StartBuild", "codebuild:StopBuild"], [projectArn]),
  ],

  /** https://docs.aws.amazon.com/step-functions/latest/dg/connect-glue.html#glue-iam */
  "glue:startJobRun.sync": (jobArn: string): Statements => [
    allow(["glue:BatchStopJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:StartJobRun"], [jobArn]),
  ],

  /**
   * Runs, follows and stops a task, and passes it the roles that its overrides name. A task's id is not known before it
   * runs.
   * https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html
   */
  "ecs:runTask.sync": (clusterArn: string, definitionArn: string, passedRoles: readonly string[]): Statements => {
    const onCluster = { ArnEquals: { "ecs:cluster": clusterArn } };
    const tasks = `${clusterArn.replace(":cluster/", ":task/")}/*`;
    return [
      allow(["ecs:RunTask"], [definitionArn], undefined, onCluster),
      allow(["ecs:DescribeTasks", "ecs:StopTask"], [tasks], undefined, onCluster),
      ...(passedRoles.length === 0
        ? []
        : [
            allow(["iam:PassRole"], passedRoles, undefined, {
              StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" },
            }),
          ]),
    ];
  },

  /**
   * Calls an endpoint through an EventBridge connection, whose secret has its name and ids of its own. The rights are
   * the machine's: no page of AWS says that `Credentials` apply here.
   * https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-permissions
   */
  "http:invoke": (call: {
    readonly machineArn: string;
    readonly endpoint: string;
    readonly method: string;
    readonly connectionArn: string;
    readonly secretArn: string;
  }): Statements => [
    allow(["states:InvokeHTTPEndpoint"], [call.machineArn], undefined, {
      StringEquals: { "states:HTTPEndpoint": call.endpoint, "states:HTTPMethod": call.method },
    }),
    allow(["events:RetrieveConnectionCredentials"], [call.connectionArn]),
    allow(["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"], [call.secretArn]),
  ],

  /** Any SDK action: the blueprint names the resources, and the IAM actions where their names differ. */
  "aws-sdk": (actions: readonly string[], resources: readonly string[]): Statements => [allow(actions, resources)],
} as const;

/** The account's rule by which Step Functions learns that what an integration has started has ended. */
const MANAGED_RULES: Readonly<Record<string, string>> = {
  "codebuild:startBuild.sync": "StepFunctionsGetEventForCodeBuildStartBuildRule",
  "ecs:runTask.sync": "StepFunctionsGetEventsForECSTaskRule",
  "states:startExecution.sync:2": "StepFunctionsGetEventsForStepFunctionsExecutionRule",
};

/**
 * What the machine's own role needs because a Task waits for a job: CreateStateMachine refuses a machine whose role is
 * not allowed to keep the rule ("not authorized to create managed-rule"). AWS documents that the role of a Task's
 * `Credentials` does not need it. Whether the machine's role does where every such Task has `Credentials` is not
 * documented, so it is granted: it opens that one rule.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-cross-acct-sync-pattern.html
 */
export function managedRule(resource: string, scope: Scope): Statements {
  const found = Object.entries(MANAGED_RULES).find(([name]) => resource === integration(scope.partition, name));
  if (found === undefined) {
    return [];
  }
  const arn = `arn:${scope.partition}:events:${scope.region}:${scope.account}:rule/${found[1]}`;
  return [allow(["events:DescribeRule", "events:PutRule", "events:PutTargets"], [arn], "JobEvents")];
}

/**
 * Use of a KMS key through a service that keeps what it is sent encrypted.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#sns-what-permissions-for-sse
 */
export function useKey(args: {
  readonly keyArn: string;
  /** `sns.<region>.amazonaws.com` and the like. */
  readonly viaService: string;
  /**
   * `alias/<name>` where the key is known by its alias only. An alias counts up to five minutes after it was made, so
   * nothing that one `up` makes and uses may be bound by it.
   * https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
   */
  readonly alias?: string | undefined;
  /** Encryption context that the service sends with its requests, by the name of its member. @default not tested */
  readonly context?: Readonly<Record<string, string>>;
  readonly sid?: string;
}): PolicyStatement {
  const { keyArn, viaService, alias, context = {}, sid } = args;
  const sent = Object.entries(context).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]);
  return allow(["kms:Decrypt", "kms:GenerateDataKey"], [keyArn], sid, {
    ...(alias === undefined ? {} : { "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias } }),
    StringEquals: { "kms:ViaService": viaService, ...Object.fromEntries(sent) },
  });
}

/** One statement that allows. */
function allow(
  Action: readonly string[],
  Resource: readonly string[],
  Sid?: string,
  Condition?: Condition,
): PolicyStatement {
  return {
    ...(Sid === undefined ? {} : { Sid }),
    Effect: "Allow",
    Action,
    Resource,
    ...(Condition === undefined ? {} : { Condition }),
  };
}
