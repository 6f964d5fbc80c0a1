import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  type DescribeRuleCommandOutput,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type RuleState,
  TagResourceCommand,
  type Target,
  UntagResourceCommand,
} from "@aws-sdk/client-eventbridge";
import type { EventRuleArgs, EventTargetArgs } from "@pulumi/aws/cloudwatch";
import { nameFault, oneOf } from "../../kit/faults";
import { handler } from "../../kit/handler";
import type { Aws } from "../connection";
import { arnFault, must, orGone, type Plain } from "../service";
import { tagged } from "../tagged";
import { fromPairs, pairs } from "../tags";

type EventRuleInputs = Plain<EventRuleArgs>;

const DEFAULT_BUS = "default";

/**
 * Rules; the id is the name, behind `bus/` on another bus:
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
 */
export const eventRule = tagged<EventRuleInputs, DescribeRuleCommandOutput>({
  type: "aws:cloudwatch/eventRule:EventRule",
  supports: [
    "description",
    "eventBusName",
    "eventPattern",
    "name",
    "region",
    "roleArn",
    "scheduleExpression",
    "state",
    "tags",
  ],
  replaceOn: ["eventBusName", "name", "region"],
  defaults: { eventBusName: DEFAULT_BUS, state: "ENABLED" },
  chosenByService: ["region"],
  documents: { eventPattern: "json" },
  autoName: { longest: 64 },
  validate: (inputs) => [
    ...nameFault(inputs.name, /^[.\-_A-Za-z0-9]{1,64}$/, "must be up to 64 letters, digits or .-_"),
    ...oneOf(inputs.state, "state", ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"]),
    ...arnFault(inputs.roleArn, "roleArn"),
  ],
  locate: (_, inputs) => ruleIdOf(inputs),
  find: describe,
  async create({ events }, inputs, tags) {
    await events.send(new PutRuleCommand({ ...rule(inputs), Tags: pairs(tags) }));
    return ruleIdOf(inputs);
  },
  outputs: (found, { id }) => ({
    arn: found.Arn,
    description: found.Description,
    eventBusName: ruleOf(id).EventBusName,
    eventPattern: found.EventPattern,
    name: found.Name,
    roleArn: found.RoleArn,
    scheduleExpression: found.ScheduleExpression,
    state: found.State,
  }),
  async update({ events }, _id, { news }) {
    await events.send(new PutRuleCommand(rule(news)));
  },
  tags: ({ events }, _id, found) => {
    const ResourceARN = must(found.Arn, "the rule's ARN");
    return {
      list: async () => fromPairs((await events.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags),
      put: (tags) => events.send(new TagResourceCommand({ ResourceARN, Tags: pairs(tags) })),
      remove: (TagKeys) => events.send(new UntagResourceCommand({ ResourceARN, TagKeys })),
    };
  },
  async delete({ service }, id) {
    await orGone(service.events.send(new DeleteRuleCommand(ruleOf(id))));
  },
});

type TargetInputs = Plain<EventTargetArgs>;

/**
 * Targets; the id is `rule/target`, behind `bus/` on another bus. PutTargets sets a whole target, so create and update
 * are one.
 */
export const eventTarget = handler<Aws, TargetInputs>({
  type: "aws:cloudwatch/eventTarget:EventTarget",
  supports: [
    "arn",
    "deadLetterConfig",
    "eventBusName",
    "input",
    "inputPath",
    "inputTransformer",
    "region",
    "retryPolicy",
    "roleArn",
    "rule",
    "sqsTarget",
    "targetId",
  ],
  replaceOn: ["eventBusName", "region", "rule", "targetId"],
  defaults: { eventBusName: DEFAULT_BUS },
  chosenByService: ["region", "targetId"],
  documents: { input: "json" },
  validate: (inputs) => {
    const ways = (["input", "inputPath", "inputTransformer"] as const).filter((name) => inputs[name] !== undefined);
    return [
      ...arnFault(inputs.arn, "arn"),
      ...arnFault(inputs.roleArn, "roleArn"),
      ...nameFault(inputs.targetId, /^[.\-_A-Za-z0-9]{1,64}$/, "must be up to 64 letters, digits or .-_", "targetId"),
      ...(ways.length > 1
        ? [{ property: ways[1] ?? "input", reason: `conflicts with ${ways[0]}: only one says what the target gets` }]
        : []),
    ];
  },
  async create({ service, marker }, inputs) {
    const Id = inputs.targetId ?? `pulumi-${marker.slice(0, 20)}`;
    await put(service, Id, inputs);
    return `${ruleIdOf({ eventBusName: inputs.eventBusName, name: inputs.rule })}/${Id}`;
  },
  async read({ service }, id) {
    const found = await findTarget(service, id);
    if (found === undefined) {
      return undefined;
    }
    const { EventBusName, Rule } = targetOf(id);
    const transformer = found.InputTransformer;
    const retry = found.RetryPolicy;
    return {
      arn: found.Arn,
      deadLetterConfig: found.DeadLetterConfig && { arn: found.DeadLetterConfig.Arn },
      eventBusName: EventBusName,
      input: found.Input,
      inputPath: found.InputPath,
      inputTransformer: transformer && {
        inputPaths: transformer.InputPathsMap,
        inputTemplate: transformer.InputTemplate,
      },
      retryPolicy: retry && {
        maximumEventAgeInSeconds: retry.MaximumEventAgeInSeconds,
        maximumRetryAttempts: retry.MaximumRetryAttempts,
      },
      roleArn: found.RoleArn,
      rule: Rule,
      sqsTarget: found.SqsParameters && { messageGroupId: found.SqsParameters.MessageGroupId },
      targetId: found.Id,
    };
  },
  async update({ service }, id, { news }) {
    await put(service, targetOf(id).targetId, news);
  },
  async delete({ service }, id) {
    const { targetId, ...rule } = targetOf(id);
    await orGone(service.events.send(new RemoveTargetsCommand({ ...rule, Ids: [targetId] })));
  },
});

async function put(service: Aws, Id: string, inputs: TargetInputs): Promise<void> {
  const { deadLetterConfig, inputTransformer, retryPolicy, sqsTarget } = inputs;
  const target: Target = {
    Id,
    Arn: inputs.arn,
    Input: inputs.input,
    InputPath: inputs.inputPath,
    RoleArn: inputs.roleArn,
    InputTransformer: inputTransformer && {
      InputPathsMap: inputTransformer.inputPaths,
      InputTemplate: inputTransformer.inputTemplate,
    },
    DeadLetterConfig: deadLetterConfig && { Arn: deadLetterConfig.arn },
    RetryPolicy: retryPolicy && {
      MaximumEventAgeInSeconds: retryPolicy.maximumEventAgeInSeconds,
      MaximumRetryAttempts: retryPolicy.maximumRetryAttempts,
    },
    SqsParameters: sqsTarget && { MessageGroupId: sqsTarget.messageGroupId },
  };
  const answer = await service.events.send(
    new PutTargetsCommand({ Rule: inputs.rule, EventBusName: inputs.eventBusName ?? DEFAULT_BUS, Targets: [target] }),
  );
  const failed = answer.FailedEntries?.[0];
  if (failed !== undefined) {
    throw new Error(`${failed.ErrorCode}: ${failed.ErrorMessage}`);
  }
}

async function findTarget(service: Aws, id: string): Promise<Target | undefined> {
  const { targetId, ...rule } = targetOf(id);
  // A rule has at most five targets, so there is one page.
  const answer = await orGone(service.events.send(new ListTargetsByRuleCommand(rule)));
  return answer?.Targets?.find((target) => target.Id === targetId);
}

function rule(inputs: EventRuleInputs) {
  return {
    Name: inputs.name,
    Description: inputs.description,
    EventBusName: inputs.eventBusName ?? DEFAULT_BUS,
    EventPattern: inputs.eventPattern,
    RoleArn: inputs.roleArn,
    ScheduleExpression: inputs.scheduleExpression,
    State: (inputs.state ?? "ENABLED") as RuleState,
  };
}

function ruleIdOf({ eventBusName: bus = DEFAULT_BUS, name }: Pick<EventRuleInputs, "eventBusName" | "name">): string {
  return bus === DEFAULT_BUS ? must(name, "a name") : `${bus}/${name}`;
}

function ruleOf(id: string): { EventBusName: string; Name: string } {
  const at = id.lastIndexOf("/");
  return at < 0 ? { EventBusName: DEFAULT_BUS, Name: id } : { EventBusName: id.slice(0, at), Name: id.slice(at + 1) };
}

function targetOf(id: string): { EventBusName: string; Rule: string; targetId: string } {
  const at = id.lastIndexOf("/");
  const { EventBusName, Name } = ruleOf(id.slice(0, at));
  return { EventBusName, Rule: Name, targetId: id.slice(at + 1) };
}

async function describe({ events }: Aws, id: string): Promise<DescribeRuleCommandOutput | undefined> {
  return await orGone(events.send(new DescribeRuleCommand(ruleOf(id))));
}
