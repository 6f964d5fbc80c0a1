import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { valueOfArgument } from "../../../../policies/chain/expression";
import { needsOf } from "../../../../policies/chain/needs/state-needs";
import { parseDefinition } from "../../../../policies/definition/parse";
import { Text } from "../../../../policies/evaluator/text";
import type { Value } from "../../../../policies/kit/value";
import { at, home, machine, needs, rule, states } from "./task-needs";

const table: readonly (readonly [resource: string, args: object, expected: readonly string[]])[] = [
  [at("lambda", "function:f:live"), {}, [`lambda:InvokeFunction ${at("lambda", "function:f:live")}`]],
  [at("states", "activity:a"), {}, []],
  [states("lambda:invoke"), { FunctionName: "f" }, [`lambda:InvokeFunction ${at("lambda", "function:f")}`]],
  [
    states("lambda:invoke.waitForTaskToken"),
    { FunctionName: "444455556666:function:f" },
    ["lambda:InvokeFunction arn:aws:lambda:eu-central-1:444455556666:function:f"],
  ],
  [states("lambda:invoke"), { FunctionName: "{% $f %}" }, ["lambda:InvokeFunction <?>"]],
  [states("lambda:invoke"), {}, ["lambda:InvokeFunction <?>"]],
  [
    states("lambda:invoke"),
    { FunctionName: "f", Qualifier: "live" },
    [`lambda:InvokeFunction ${at("lambda", "function:f:live")}`],
  ],
  [
    states("lambda:invoke"),
    { FunctionName: at("lambda", "function:f"), Qualifier: "{% $alias %}" },
    [`lambda:InvokeFunction ${at("lambda", "function:f:<?>")}`],
  ],
  [
    states("lambda:invoke"),
    { FunctionName: "f:live", Qualifier: "live" },
    [`lambda:InvokeFunction ${at("lambda", "function:f:live")}`],
  ],
  [
    states("lambda:invoke"),
    { FunctionName: "f:live", Qualifier: "{% $alias %}" },
    [`lambda:InvokeFunction ${at("lambda", "function:f:live")}`],
  ],
  [states("lambda:invoke"), { FunctionName: "f:live", Qualifier: "next" }, ["lambda:InvokeFunction <?>"]],
  [states("lambda:invoke"), { FunctionName: "{% $f %}", Qualifier: "live" }, ["lambda:InvokeFunction <?>:live"]],
  [states("sns:publish"), { TopicArn: at("sns", "t") }, [`sns:Publish ${at("sns", "t")}`]],
  [states("sns:publish"), { PhoneNumber: "+1" }, ["sns:Publish *"]],
  [
    states("sqs:sendMessage"),
    { QueueUrl: "https://sqs.us-east-1.amazonaws.com/444455556666/q" },
    ["sqs:SendMessage arn:aws:sqs:us-east-1:444455556666:q"],
  ],
  [states("sqs:sendMessage"), { QueueUrl: "q" }, ["sqs:SendMessage <?>"]],
  [
    states("states:startExecution"),
    { StateMachineArn: at("states", "stateMachine:c") },
    [`states:StartExecution ${at("states", "stateMachine:c")} states:statemachinequalifier="absent"`],
  ],
  [
    states("states:startExecution.sync:2"),
    { StateMachineArn: at("states", "stateMachine:c:live") },
    [
      `states:StartExecution ${at("states", "stateMachine:c")} states:statemachinequalifier=live`,
      `states:DescribeExecution ${at("states", "execution:c:<?>")}`,
      `states:StopExecution ${at("states", "execution:c:<?>")}`,
      ...rule("StepFunctionsGetEventsForStepFunctionsExecutionRule"),
    ],
  ],
  [states("dynamodb:putItem"), { TableName: "t" }, [`dynamodb:PutItem ${at("dynamodb", "table/t")}`]],
  [
    states("codebuild:startBuild.sync"),
    { ProjectName: "p" },
    [
      `codebuild:StartBuild ${at("codebuild", "project/p")}`,
      `codebuild:StopBuild ${at("codebuild", "project/p")}`,
      `codebuild:BatchGetBuilds ${at("codebuild", "project/p")}`,
      ...rule("StepFunctionsGetEventForCodeBuildStartBuildRule"),
    ],
  ],
  [states("glue:startJobRun"), { JobName: "j" }, [`glue:StartJobRun ${at("glue", "job/j")}`]],
  [
    states("events:putEvents"),
    { Entries: [{ EventBusName: "b" }, {}, { EventBusName: "b" }] },
    [`events:PutEvents ${at("events", "event-bus/b")}`, `events:PutEvents ${at("events", "event-bus/default")}`],
  ],
  [
    states("http:invoke"),
    {
      ApiEndpoint: "https://api.example/x",
      Method: "POST",
      Authentication: { ConnectionArn: at("events", "connection/c/1") },
    },
    [
      `states:InvokeHTTPEndpoint ${machine} states:httpendpoint=https://api.example/x states:httpmethod=POST`,
      `events:RetrieveConnectionCredentials ${at("events", "connection/c/1")}`,
      `secretsmanager:GetSecretValue ${at("secretsmanager", "secret:events!connection/c/<?>")}`,
      `secretsmanager:DescribeSecret ${at("secretsmanager", "secret:events!connection/c/<?>")}`,
    ],
  ],
  [states("aws-sdk:sts:getCallerIdentity"), {}, []],
  [
    states("aws-sdk:secretsmanager:describeSecret"),
    { SecretId: "a/b" },
    [`secretsmanager:DescribeSecret ${at("secretsmanager", "secret:a/b-??????")}`],
  ],
  [
    states("aws-sdk:secretsmanager:describeSecret"),
    { SecretId: at("secretsmanager", "secret:a-AbCdEf") },
    [`secretsmanager:DescribeSecret ${at("secretsmanager", "secret:a-AbCdEf")}`],
  ],
  [
    states("aws-sdk:sfn:describeExecution"),
    { ExecutionArn: `{% "${at("states", "execution:o:")}" & $states.context.Execution.Name %}` },
    [`states:DescribeExecution ${at("states", "execution:o:<?>")}`],
  ],
  [states("aws-sdk:lambda:invoke"), { FunctionName: "f" }, [`lambda:InvokeFunction ${at("lambda", "function:f")}`]],
  [
    states("aws-sdk:lambda:invoke"),
    { FunctionName: "f", Qualifier: "live" },
    [`lambda:InvokeFunction ${at("lambda", "function:f:live")}`],
  ],
  [
    states("aws-sdk:lambda:getFunction"),
    { FunctionName: "f", Qualifier: "live" },
    [`lambda:GetFunction ${at("lambda", "function:f<?>")}`],
  ],
  [states("aws-sdk:lambda:createEventSourceMapping"), { FunctionName: "f" }, ["lambda:CreateEventSourceMapping <?>"]],
  [
    states("aws-sdk:secretsmanager:describeSecret"),
    { SecretId: at("secretsmanager", "secret:a") },
    [`secretsmanager:DescribeSecret ${at("secretsmanager", "secret:a-??????")}`],
  ],
  [states("aws-sdk:dynamodb:query"), { TableName: "t" }, [`dynamodb:Query ${at("dynamodb", "table/t")}`]],
  [
    states("aws-sdk:dynamodb:query"),
    { TableName: "t", IndexName: "i" },
    [`dynamodb:Query ${at("dynamodb", "table/t/index/i")}`],
  ],
  [
    states("aws-sdk:dynamodb:scan"),
    { TableName: at("dynamodb", "table/t"), IndexName: "{% $i %}" },
    [`dynamodb:Scan ${at("dynamodb", "table/t/index/<?>")}`],
  ],
  [
    states("aws-sdk:dynamodb:updateContributorInsights"),
    { TableName: "t", IndexName: "i" },
    [`dynamodb:UpdateContributorInsights ${at("dynamodb", "table/t<?>")}`],
  ],
  [states("aws-sdk:dynamodb:listBackups"), { TableName: "t" }, ["dynamodb:ListBackups <?>"]],
  ...["sendMessage", "deleteMessage", "changeMessageVisibility"].map(
    (action): readonly [string, object, readonly string[]] => [
      states(`aws-sdk:sqs:${action}Batch`),
      { QueueUrl: "https://sqs.eu-central-1.amazonaws.com/111122223333/q" },
      [`sqs:${action.slice(0, 1).toUpperCase()}${action.slice(1)} ${at("sqs", "q")}`],
    ],
  ),
  [states("aws-sdk:sns:publishBatch"), { TopicArn: at("sns", "t") }, [`sns:Publish ${at("sns", "t")}`]],
  [states("aws-sdk:kms:reEncrypt"), {}, ["kms:ReEncryptFrom <?>", "kms:ReEncryptTo <?>"]],
  [states("aws-sdk:bedrockruntime:converse"), {}, ["bedrock:InvokeModel <?>"]],
  ...["glue:listDataQualityStatistics", "databasemigration:describeDataProviders", "ecr:listImageReferrers"].map(
    (action): readonly [string, object, readonly string[]] => [
      states(`aws-sdk:${action}`),
      {},
      [`unknown: which permission aws-sdk:${action} needs is not known`],
    ],
  ),
  [states("aws-sdk:s3:headObject"), { Bucket: "b", Key: "k" }, ["s3:GetObject arn:aws:s3:::b/k"]],
  [states("aws-sdk:s3:listObjectsV2"), { Bucket: "b" }, ["s3:ListBucket arn:aws:s3:::b"]],
  [states("aws-sdk:cloudwatchlogs:putLogEvents"), {}, ["logs:PutLogEvents <?>"]],
  [states("aws-sdk:s3:copyObject"), {}, ["unknown: which permission aws-sdk:s3:copyObject needs is not known"]],
  [
    states("aws-sdk:dynamodb:transactWriteItems"),
    {},
    ["unknown: which permission aws-sdk:dynamodb:transactWriteItems needs is not known"],
  ],
  [states("mystery:doIt"), {}, ["unknown: what mystery:doIt needs is not known"]],
  ...[
    `x${at("lambda", "function:f")}`,
    `x${at("states", "activity:a")}`,
    `x${states("sns:publish")}`,
    `${states("sns:publish")}/x`,
    `${states("sns")}`,
  ].map((resource): readonly [string, object, readonly string[]] => [
    resource,
    {},
    [`unknown: its Resource "${resource}" is not a known integration`],
  ]),
  ["arn:aws:states:eu-central-1:1:sns:publish", { TopicArn: "t" }, ["sns:Publish t"]],
  [
    states("aws-sdk:sfn:startExecution"),
    { StateMachineArn: at("states", "stateMachine:c") },
    [`states:StartExecution ${at("states", "stateMachine:c")} states:statemachinequalifier="absent"`],
  ],
  [states("aws-sdk:sfn:describeStateMachine"), { StateMachineArn: "m" }, ["states:DescribeStateMachine m"]],
  [states("aws-sdk:sfn:describeActivity"), { ActivityArn: "a" }, ["states:DescribeActivity a"]],
  [states("aws-sdk:ssm:getParameter"), { Name: "/a" }, [`ssm:GetParameter ${at("ssm", "parameter/a")}`]],
  [states("aws-sdk:ssm:getParameters"), { Name: "/a" }, ["ssm:GetParameters <?>"]],
  [states("aws-sdk:sts:assumeRole"), { RoleArn: "r" }, ["sts:AssumeRole r"]],
  [states("aws-sdk:sts:assumeRole"), {}, ["sts:AssumeRole <?>"]],
  ["somewhere", {}, ['unknown: its Resource "somewhere" is not a known integration']],
];

describe("chain, what a Task needs", () => {
  for (const [resource, args, expected] of table) {
    it(`${resource.replace(/^arn:aws:states:::/, "")} ${JSON.stringify(args)}`, () => {
      assert.deepEqual(needs(resource, args), expected);
    });
  }

  const map = (processor: object) => {
    const ItemProcessor = { StartAt: "P", States: { P: { Type: "Pass", End: true } }, ...processor };
    const body = { Type: "Map", End: true, ItemProcessor };
    const parsed = parseDefinition(JSON.stringify({ StartAt: "M", States: { M: body } }));
    const state =
      parsed.kind === "definition" ? parsed.definition.states.find(({ type }) => type === "Map") : undefined;
    assert.ok(state);
    const textOfArgument = (value: Value | undefined) => valueOfArgument(value, true);
    const found = needsOf(state, { home, machineArn: new Text(machine), textOfArgument, ownRole: true });
    return found.kind === "unknown" ? found.why : found.needs.map(({ action, resource }) => `${action} ${resource}`);
  };

  it("a distributed Map starts its own machine, an inline one nothing", () => {
    assert.deepEqual(map({ ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } }), [
      `states:StartExecution ${machine}`,
    ]);
    assert.deepEqual(map({ ProcessorConfig: { Mode: "INLINE" } }), []);
    assert.deepEqual(map({}), []);
  });

  it("requires no event rule under a role of the task's own: Step Functions polls then", () => {
    const own = needs(states("codebuild:startBuild.sync"), { ProjectName: "p" }, false);
    assert.deepEqual(
      own.filter((line) => line.startsWith("events:")),
      [],
    );
    assert.equal(own.length, 3);
  });

  it("reads JSONPath: a path is computed in the run, a text is a text", () => {
    const of = (args: object) => needs(states("lambda:invoke"), args, true, false);
    assert.deepEqual(of({ "FunctionName.$": "$.f" }), ["lambda:InvokeFunction <?>"]);
    assert.deepEqual(of({ FunctionName: "f" }), [`lambda:InvokeFunction ${at("lambda", "function:f")}`]);
    assert.deepEqual(of({ FunctionName: "f", "FunctionName.$": "$.f" }), ["lambda:InvokeFunction <?>"]);
    assert.deepEqual(of({ FunctionName: "f", "Qualifier.$": "$.q" }), [
      `lambda:InvokeFunction ${at("lambda", "function:f:<?>")}`,
    ]);
  });
});
