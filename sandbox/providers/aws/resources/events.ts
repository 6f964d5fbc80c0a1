import {
  DeleteRuleCommand,
  DescribeRuleCommand,
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
import { arnFault, must, orGone, type Plain, tagsTouched } from "../service";
import { fromPairs, isMine, pairs, syncTags, type TagMap } from "../tags";

const DEFAULT_BUS = "default";

/**
 * Rules; the id is the name, behind `bus/` on another bus:
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
 */
export const eventRule = handler<Aws, Plain<EventRuleArgs>>({
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
  async existing({ service, marker }, inputs) {
    const bus = inputs.eventBusName ?? DEFAULT_BUS;
    const found = await describe(service, bus, must(inputs.name, "a name"));
    if (found?.Arn === undefined) {
      return undefined;
    }
    return { id: ruleId(bus, must(inputs.name, "a name")), mine: isMine(await tagsOf(service, found.Arn), marker) };
  },
  async create({ service, marker }, inputs) {
    await service.events.send(
      new PutRuleCommand({ ...rule(inputs), Tags: pairs(service.tags.written(inputs.tags, marker)) }),
    );
    return ruleId(inputs.eventBusName ?? DEFAULT_BUS, must(inputs.name, "a name"));
  },
  async read({ service }, id, known) {
    const { bus, name } = ruleOf(id);
    const found = await describe(service, bus, name);
    if (found?.Arn === undefined) {
      return undefined;
    }
    return {
      arn: found.Arn,
      description: found.Description,
      eventBusName: bus,
      eventPattern: found.EventPattern,
      name,
      roleArn: found.RoleArn,
      scheduleExpression: found.ScheduleExpression,
      state: found.State,
      ...service.tags.reported(await tagsOf(service, found.Arn), known.tags),
    };
  },
  async update({ service, marker }, id, change) {
    if ([...change.changed].some((name) => name !== "tags" && name !== "tagsAll")) {
      await service.events.send(new PutRuleCommand(rule(change.news)));
    }
    if (!tagsTouched(change)) {
      return;
    }
    const { bus, name } = ruleOf(id);
    const ResourceARN = must((await describe(service, bus, name))?.Arn, "the rule's ARN");
    await syncTags(
      await tagsOf(service, ResourceARN),
      service.tags.written(change.news.tags, marker),
      (tags) => service.events.send(new TagResourceCommand({ ResourceARN, Tags: pairs(tags) })),
      (TagKeys) => service.events.send(new UntagResourceCommand({ ResourceARN, TagKeys })),
    );
  },
  async delete({ service }, id) {
    const { bus, name } = ruleOf(id);
    await orGone(service.events.send(new DeleteRuleCommand({ Name: name, EventBusName: bus })));
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
    return `${ruleId(inputs.eventBusName ?? DEFAULT_BUS, inputs.rule)}/${Id}`;
  },
  async read({ service }, id) {
    const at = id.lastIndexOf("/");
    const { bus, name } = ruleOf(id.slice(0, at));
    const found = await findTarget(service, bus, name, id.slice(at + 1));
    if (found === undefined) {
      return undefined;
    }
    const transformer = found.InputTransformer;
    const retry = found.RetryPolicy;
    return {
      arn: found.Arn,
      deadLetterConfig: found.DeadLetterConfig && { arn: found.DeadLetterConfig.Arn },
      eventBusName: bus,
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
      rule: name,
      sqsTarget: found.SqsParameters && { messageGroupId: found.SqsParameters.MessageGroupId },
      targetId: found.Id,
    };
  },
  async update({ service }, id, { news }) {
    await put(service, id.slice(id.lastIndexOf("/") + 1), news);
  },
  async delete({ service }, id) {
    const at = id.lastIndexOf("/");
    const { bus, name } = ruleOf(id.slice(0, at));
    await orGone(
      service.events.send(new RemoveTargetsCommand({ Rule: name, EventBusName: bus, Ids: [id.slice(at + 1)] })),
    );
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

async function findTarget(service: Aws, bus: string, name: string, targetId: string): Promise<Target | undefined> {
  if ((await describe(service, bus, name)) === undefined) {
    return undefined;
  }
  // A rule has at most five targets, so there is one page.
  const answer = await service.events.send(new ListTargetsByRuleCommand({ Rule: name, EventBusName: bus }));
  return answer.Targets?.find((target) => target.Id === targetId);
}

function rule(inputs: Plain<EventRuleArgs>) {
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

function ruleId(bus: string, name: string): string {
  return bus === DEFAULT_BUS ? name : `${bus}/${name}`;
}

function ruleOf(id: string): { bus: string; name: string } {
  const at = id.lastIndexOf("/");
  return at < 0 ? { bus: DEFAULT_BUS, name: id } : { bus: id.slice(0, at), name: id.slice(at + 1) };
}

async function describe(service: Aws, EventBusName: string, Name: string) {
  return await orGone(service.events.send(new DescribeRuleCommand({ Name, EventBusName })));
}

async function tagsOf(service: Aws, ResourceARN: string): Promise<TagMap> {
  return fromPairs((await service.events.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags);
}
