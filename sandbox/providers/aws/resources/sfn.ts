import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineAliasCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  type DescribeStateMachineCommandOutput,
  type EncryptionType,
  ListStateMachineVersionsCommand,
  ListTagsForResourceCommand,
  type LogLevel,
  type StateMachineType,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import type { AliasArgs, StateMachineArgs } from "@pulumi/aws/sfn";
import { parseDocument } from "../../kit/documents";
import { nameFault, oneOf } from "../../kit/faults";
import { type Fault, handler } from "../../kit/handler";
import { isRecord } from "../../kit/values";
import type { Aws } from "../connection";
import { arnFault, must, onceSpread, orGone, type Plain } from "../service";
import { tagged } from "../tagged";
import type { TagMap } from "../tags";

type MachineInputs = Plain<StateMachineArgs>;

// A version holds all of these, so a change of one publishes another:
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-version.html
/** Minutes that the real provider waits for a machine's end, unless the program says otherwise. */
const DELETION_MINUTES = 5;

const VERSIONED = ["definition", "encryptionConfiguration", "loggingConfiguration", "roleArn", "tracingConfiguration"];

/**
 * State machines; the id is the ARN:
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
 */
export const stateMachine = tagged<MachineInputs, DescribeStateMachineCommandOutput>({
  type: "aws:sfn/stateMachine:StateMachine",
  supports: [...VERSIONED, "name", "publish", "region", "tags", "type"],
  replaceOn: ["name", "region", "type"],
  defaults: { publish: false, type: "STANDARD" },
  chosenByService: ["encryptionConfiguration", "loggingConfiguration", "region", "tracingConfiguration"],
  documents: { definition: "json" },
  autoName: { longest: 80 },
  moves: {
    revisionId: VERSIONED,
    stateMachineVersionArn: [...VERSIONED, "publish"],
    versionDescription: [...VERSIONED, "publish"],
  },
  validate: (inputs) => [
    ...nameFault(inputs.name, /^[0-9A-Za-z_-]{1,80}$/, "must be up to 80 letters, digits, - or _"),
    ...arnFault(inputs.roleArn, "roleArn"),
    ...oneOf(inputs.type, "type", ["STANDARD", "EXPRESS"]),
    ...oneOf(inputs.loggingConfiguration?.level, "loggingConfiguration.level", ["ALL", "ERROR", "FATAL", "OFF"]),
    ...definitionFaults(inputs.definition),
  ],
  locate: ({ service: { partition, region, account } }, { name }) =>
    `arn:${partition}:states:${region}:${account}:stateMachine:${name}`,
  find: describe,
  async create({ sfn }, inputs, tags) {
    const command = () =>
      new CreateStateMachineCommand({
        ...configuration(inputs),
        name: inputs.name,
        publish: inputs.publish ?? false,
        tags: tagList(tags),
        type: inputs.type as StateMachineType | undefined,
      });
    const answer = await onceSpread(/^(AccessDeniedException|StateMachineDeleting)/, () => sfn.send(command()));
    return must(answer.stateMachineArn, "stateMachineArn");
  },
  async outputs(found, { service, id, known }) {
    const version = await latestVersion(service, id);
    const { encryptionConfiguration: encryption, loggingConfiguration: logging } = found;
    return {
      arn: id,
      creationDate: found.creationDate,
      definition: found.definition,
      description: found.description,
      encryptionConfiguration: encryption && {
        kmsDataKeyReusePeriodSeconds: encryption.kmsDataKeyReusePeriodSeconds,
        kmsKeyId: encryption.kmsKeyId,
        type: encryption.type,
      },
      loggingConfiguration: logging && {
        includeExecutionData: logging.includeExecutionData ?? false,
        level: logging.level ?? "OFF",
        logDestination: logging.destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn,
      },
      name: found.name,
      // Not a property of the machine but of how it is written.
      publish: known.publish ?? version !== undefined,
      revisionId: found.revisionId,
      roleArn: found.roleArn,
      stateMachineVersionArn: version?.arn,
      status: found.status,
      tracingConfiguration: found.tracingConfiguration && { enabled: found.tracingConfiguration.enabled ?? false },
      type: found.type,
      versionDescription: version?.description,
    };
  },
  normalize: (name, value) =>
    name === "loggingConfiguration" && isRecord(value)
      ? { includeExecutionData: false, level: "OFF", ...value }
      : value,
  async update({ sfn }, stateMachineArn, { news }) {
    const publish = news.publish ?? false;
    await sfn.send(new UpdateStateMachineCommand({ ...configuration(news), stateMachineArn, publish }));
  },
  tags: ({ sfn }, resourceArn) => ({
    async list() {
      const { tags = [] } = await sfn.send(new ListTagsForResourceCommand({ resourceArn }));
      return Object.fromEntries(tags.map(({ key, value }) => [key ?? "", value ?? ""]));
    },
    put: (tags) => sfn.send(new TagResourceCommand({ resourceArn, tags: tagList(tags) })),
    remove: (tagKeys) => sfn.send(new UntagResourceCommand({ resourceArn, tagKeys })),
  }),
  async delete({ service }, id) {
    if ((await describe(service, id)) === undefined) {
      return;
    }
    await orGone(service.sfn.send(new DeleteStateMachineCommand({ stateMachineArn: id })));
    // The service marks it DELETING and waits for its executions; the real provider waits for that as long, too.
    const deadline = Date.now() + DELETION_MINUTES * 60_000;
    while (Date.now() < deadline) {
      if ((await orGone(service.sfn.send(new DescribeStateMachineCommand({ stateMachineArn: id })))) === undefined) {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    throw new Error(
      `${id} is still being deleted after ${DELETION_MINUTES} minutes: executions of it are running. Stop them and try again.`,
    );
  },
});

/**
 * Aliases of state machines; the id is the ARN. They carry no tags: one left by an interrupted create is known by its
 * content.
 */
export const stateMachineAlias = handler<Aws, Plain<AliasArgs>>({
  type: "aws:sfn/alias:Alias",
  supports: ["description", "name", "region", "routingConfigurations"],
  replaceOn: ["name", "region"],
  chosenByService: ["region"],
  sets: ["routingConfigurations"],
  autoName: { longest: 80 },
  validate: ({ name, routingConfigurations: routes }) => [
    ...nameFault(
      name,
      /^(?=.*[a-zA-Z_.-])[a-zA-Z0-9_.-]{1,80}$/,
      "must be up to 80 letters, digits or _.-, not digits alone",
    ),
    ...(routes === undefined || (routes.length >= 1 && routes.length <= 2)
      ? []
      : [{ property: "routingConfigurations", reason: "must have one or two entries" }]),
    ...(routes === undefined || routes.reduce((sum, route) => sum + route.weight, 0) === 100
      ? []
      : [{ property: "routingConfigurations", reason: "must have weights that make 100" }]),
  ],
  async existing({ service }, inputs) {
    const machine = inputs.routingConfigurations[0]?.stateMachineVersionArn.replace(/:\d+$/, "");
    const id = `${machine}:${inputs.name}`;
    return (await describeAlias(service, id)) === undefined ? undefined : { id, mine: undefined };
  },
  async create({ service }, inputs) {
    const { description, name, routingConfigurations: routes } = inputs;
    const answer = await service.sfn.send(
      new CreateStateMachineAliasCommand({ description, name, routingConfiguration: routes }),
    );
    return must(answer.stateMachineAliasArn, "stateMachineAliasArn");
  },
  async read({ service }, id) {
    const found = await describeAlias(service, id);
    if (found === undefined) {
      return undefined;
    }
    return {
      arn: id,
      creationDate: found.creationDate,
      description: found.description,
      name: found.name,
      routingConfigurations: (found.routingConfiguration ?? []).map(({ stateMachineVersionArn, weight }) => ({
        stateMachineVersionArn,
        weight,
      })),
    };
  },
  async update({ service }, stateMachineAliasArn, { news }) {
    const { description = "", routingConfigurations: routes } = news;
    await service.sfn.send(
      new UpdateStateMachineAliasCommand({ stateMachineAliasArn, description, routingConfiguration: routes }),
    );
  },
  async delete({ service }, id) {
    await orGone(service.sfn.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn: id })));
  },
});

function configuration(inputs: MachineInputs) {
  const { encryptionConfiguration: encryption, loggingConfiguration: logging } = inputs;
  return {
    definition: inputs.definition,
    encryptionConfiguration: encryption && {
      kmsDataKeyReusePeriodSeconds: encryption.kmsDataKeyReusePeriodSeconds,
      kmsKeyId: encryption.kmsKeyId,
      type: encryption.type as EncryptionType | undefined,
    },
    loggingConfiguration: logging && {
      destinations: logging.logDestination ? [{ cloudWatchLogsLogGroup: { logGroupArn: logging.logDestination } }] : [],
      includeExecutionData: logging.includeExecutionData,
      level: logging.level as LogLevel | undefined,
    },
    roleArn: inputs.roleArn,
    tracingConfiguration: inputs.tracingConfiguration && { enabled: inputs.tracingConfiguration.enabled },
  };
}

/** The outer form of a definition; everything inside is for the service to judge. */
function definitionFaults(definition: string | undefined): Fault[] {
  if (definition === undefined) {
    return [];
  }
  // https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
  if (Buffer.byteLength(definition) > 1_048_576) {
    return [{ property: "definition", reason: "must be up to 1 MiB" }];
  }
  const parsed = parseDocument(definition);
  if (parsed === undefined) {
    return [];
  }
  const states = isRecord(parsed) ? parsed.States : undefined;
  if (!isRecord(parsed) || !isRecord(states)) {
    return [{ property: "definition", reason: "has no States" }];
  }
  const start = parsed.StartAt;
  if (typeof start === "string" && states[start] !== undefined) {
    return [];
  }
  return [{ property: "definition", reason: "has a StartAt that names none of its States" }];
}

/** A machine that is being deleted is as good as gone. */
async function describe({ sfn }: Aws, stateMachineArn: string) {
  const found = await orGone(sfn.send(new DescribeStateMachineCommand({ stateMachineArn })));
  return found?.status === "DELETING" ? undefined : found;
}

async function describeAlias(service: Aws, stateMachineAliasArn: string) {
  return await orGone(service.sfn.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn })));
}

/** Versions are listed newest first. */
async function latestVersion(
  service: Aws,
  stateMachineArn: string,
): Promise<{ arn: string; description?: string } | undefined> {
  const answer = await orGone(
    service.sfn.send(new ListStateMachineVersionsCommand({ stateMachineArn, maxResults: 1 })),
  );
  const arn = answer?.stateMachineVersions?.[0]?.stateMachineVersionArn;
  if (arn === undefined) {
    return undefined;
  }
  const version = await orGone(service.sfn.send(new DescribeStateMachineCommand({ stateMachineArn: arn })));
  return { arn, ...(version?.description === undefined ? {} : { description: version.description }) };
}

function tagList(tags: TagMap): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
