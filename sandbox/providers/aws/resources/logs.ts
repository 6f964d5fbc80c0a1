import {
  AssociateKmsKeyCommand,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteMetricFilterCommand,
  DeleteResourcePolicyCommand,
  DeleteRetentionPolicyCommand,
  DescribeResourcePoliciesCommand,
  DisassociateKmsKeyCommand,
  ListTagsForResourceCommand,
  type LogGroup,
  type LogGroupClass,
  PutMetricFilterCommand,
  PutResourcePolicyCommand,
  PutRetentionPolicyCommand,
  paginateDescribeLogGroups,
  paginateDescribeMetricFilters,
  type StandardUnit,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import type { LogGroupArgs, LogMetricFilterArgs, LogResourcePolicyArgs } from "@pulumi/aws/cloudwatch";
import { lengthFault, nameFault } from "../../kit/faults";
import { handler } from "../../kit/handler";
import type { Aws } from "../connection";
import { must, orGone, type Plain, touches } from "../service";
import { tagged } from "../tagged";

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html; 0 keeps for ever.
const RETENTIONS = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Log groups; the id is the name. `arn` has no `:*` behind it, as in the real provider. */
export const logGroup = tagged<Plain<LogGroupArgs>, LogGroup>({
  type: "aws:cloudwatch/logGroup:LogGroup",
  supports: ["kmsKeyId", "logGroupClass", "name", "region", "retentionInDays", "skipDestroy", "tags"],
  replaceOn: ["logGroupClass", "name", "region"],
  defaults: { retentionInDays: 0, skipDestroy: false },
  chosenByService: ["logGroupClass", "region"],
  autoName: { longest: 512 },
  validate: (inputs) => [
    ...nameFault(inputs.name, /^[.\-_/#A-Za-z0-9]{1,512}$/, "must be up to 512 letters, digits or .-_/#"),
    ...(inputs.retentionInDays === undefined || RETENTIONS.includes(inputs.retentionInDays)
      ? []
      : [{ property: "retentionInDays", reason: `must be one of ${RETENTIONS.join(", ")} days` }]),
  ],
  locate: (_, { name }) => must(name, "a name"),
  find: findGroup,
  async create({ logs }, inputs, tags) {
    const logGroupName = must(inputs.name, "a name");
    const logGroupClass = inputs.logGroupClass as LogGroupClass | undefined;
    await logs.send(new CreateLogGroupCommand({ logGroupName, kmsKeyId: inputs.kmsKeyId, logGroupClass, tags }));
    const days = inputs.retentionInDays ?? 0;
    if (days > 0) {
      await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: days }));
    }
    return logGroupName;
  },
  outputs: (found, { id }) => ({
    arn: arnOf(found),
    kmsKeyId: found.kmsKeyId,
    logGroupClass: found.logGroupClass ?? "STANDARD",
    name: id,
    retentionInDays: found.retentionInDays ?? 0,
  }),
  async update({ logs }, logGroupName, change) {
    const { kmsKeyId, retentionInDays = 0 } = change.news;
    if (touches(change, "retentionInDays")) {
      if (retentionInDays > 0) {
        await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
      } else {
        await logs.send(new DeleteRetentionPolicyCommand({ logGroupName }));
      }
    }
    if (touches(change, "kmsKeyId")) {
      if (kmsKeyId) {
        await logs.send(new AssociateKmsKeyCommand({ logGroupName, kmsKeyId }));
      } else {
        await logs.send(new DisassociateKmsKeyCommand({ logGroupName }));
      }
    }
  },
  tags: ({ logs }, _id, found) => {
    const resourceArn = arnOf(found);
    return {
      list: async () => (await logs.send(new ListTagsForResourceCommand({ resourceArn }))).tags ?? {},
      put: (tags) => logs.send(new TagResourceCommand({ resourceArn, tags })),
      remove: (tagKeys) => logs.send(new UntagResourceCommand({ resourceArn, tagKeys })),
    };
  },
  async delete({ service }, id, outputs) {
    if (outputs.skipDestroy !== true) {
      await orGone(service.logs.send(new DeleteLogGroupCommand({ logGroupName: id })));
    }
  },
});

/** Metric filters; the id is `<log group>:<name>`. PutMetricFilter sets the whole filter. */
export const logMetricFilter = handler<Aws, Plain<LogMetricFilterArgs>>({
  type: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
  supports: ["logGroupName", "metricTransformation", "name", "pattern", "region"],
  replaceOn: ["logGroupName", "name", "region"],
  chosenByService: ["region"],
  autoName: { longest: 512 },
  validate: (inputs) => [
    ...nameFault(inputs.name, /^[^:*]{1,512}$/, "must be up to 512 characters without : and *"),
    ...lengthFault(inputs.pattern, "pattern", 1024),
  ],
  // The service and the provider set the unit and default of a transformation where the program has none.
  normalize: (name, value) =>
    name === "metricTransformation" && typeof value === "object" && value !== null ? { unit: "None", ...value } : value,
  async create({ service }, inputs) {
    await putFilter(service, inputs);
    return `${inputs.logGroupName}:${inputs.name}`;
  },
  async read({ service }, id) {
    const at = id.indexOf(":");
    const found = await findFilter(service, id.slice(0, at), id.slice(at + 1));
    const [transformation] = found?.metricTransformations ?? [];
    if (found === undefined || transformation === undefined) {
      return undefined;
    }
    const { defaultValue, dimensions } = transformation;
    return {
      logGroupName: found.logGroupName,
      metricTransformation: {
        defaultValue: defaultValue === undefined || defaultValue === null ? undefined : String(defaultValue),
        dimensions,
        name: transformation.metricName,
        namespace: transformation.metricNamespace,
        unit: transformation.unit ?? "None",
        value: transformation.metricValue,
      },
      name: found.filterName,
      pattern: found.filterPattern ?? "",
    };
  },
  async update({ service }, _id, { news }) {
    await putFilter(service, news);
  },
  async delete({ service }, id) {
    const at = id.indexOf(":");
    const names = { logGroupName: id.slice(0, at), filterName: id.slice(at + 1) };
    await orGone(service.logs.send(new DeleteMetricFilterCommand(names)));
  },
});

type ResourcePolicyInputs = Omit<Plain<LogResourcePolicyArgs>, "policyDocument"> & { policyDocument: string };

/** Resource policies of CloudWatch Logs; the id is the policy's name. */
export const logResourcePolicy = handler<Aws, ResourcePolicyInputs>({
  type: "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
  supports: ["policyDocument", "policyName", "region"],
  replaceOn: ["policyName", "region"],
  chosenByService: ["region"],
  documents: { policyDocument: "policy" },
  validate: ({ policyDocument }) => lengthFault(policyDocument, "policyDocument", 5120),
  async create({ service }, { policyDocument, policyName }) {
    await service.logs.send(new PutResourcePolicyCommand({ policyDocument, policyName }));
    return must(
      policyName,
      "policyName: the embedded cloud has resource policies of the account only, and those have names",
    );
  },
  async read({ service }, id) {
    // An account has at most ten of these per region, so there is one page.
    const answer = await service.logs.send(new DescribeResourcePoliciesCommand({}));
    const found = answer.resourcePolicies?.find((policy) => policy.policyName === id);
    if (found === undefined) {
      return undefined;
    }
    return {
      policyDocument: found.policyDocument,
      policyName: id,
      policyScope: "ACCOUNT",
      revisionId: found.revisionId,
    };
  },
  async update({ service }, policyName, { news }) {
    await service.logs.send(new PutResourcePolicyCommand({ policyDocument: news.policyDocument, policyName }));
  },
  async delete({ service }, policyName) {
    await orGone(service.logs.send(new DeleteResourcePolicyCommand({ policyName })));
  },
});

async function putFilter(service: Aws, inputs: Plain<LogMetricFilterArgs>): Promise<void> {
  const { metricTransformation: metric } = inputs;
  await service.logs.send(
    new PutMetricFilterCommand({
      logGroupName: inputs.logGroupName,
      filterName: inputs.name,
      filterPattern: inputs.pattern,
      metricTransformations: [
        {
          defaultValue: metric.defaultValue === undefined ? undefined : Number(metric.defaultValue),
          dimensions: metric.dimensions,
          metricName: metric.name,
          metricNamespace: metric.namespace,
          metricValue: metric.value,
          unit: metric.unit as StandardUnit | undefined,
        },
      ],
    }),
  );
}

async function findGroup(service: Aws, logGroupNamePrefix: string): Promise<LogGroup | undefined> {
  for await (const page of paginateDescribeLogGroups({ client: service.logs }, { logGroupNamePrefix })) {
    const found = page.logGroups?.find((group) => group.logGroupName === logGroupNamePrefix);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

async function findFilter(service: Aws, logGroupName: string, filterNamePrefix: string) {
  if ((await findGroup(service, logGroupName)) === undefined) {
    return undefined;
  }
  for await (const page of paginateDescribeMetricFilters(
    { client: service.logs },
    { logGroupName, filterNamePrefix },
  )) {
    const found = page.metricFilters?.find((filter) => filter.filterName === filterNamePrefix);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function arnOf(group: LogGroup): string {
  return must(group.logGroupArn ?? group.arn, "the group's ARN").replace(/:\*$/, "");
}
