import {
  type Architecture,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetFunctionCommand,
  type GetFunctionCommandOutput,
  ListVersionsByFunctionCommand,
  type LogFormat,
  type LoggingConfig,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  type Runtime,
  TagResourceCommand,
  type TracingMode,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import type { FunctionArgs } from "@pulumi/aws/lambda";
import { zipArchive } from "../../kit/archive";
import { between, nameFault, oneOf } from "../../kit/faults";
import type { Value } from "../../kit/values";
import type { Aws } from "../connection";
import { arnFault, must, onceSpread, orGone, type Plain, touches } from "../service";
import { tagged } from "../tagged";

type FunctionInputs = Omit<Plain<FunctionArgs>, "code"> & { code?: Value };

const CODE = ["architectures", "code", "sourceCodeHash"];
const NOT_CONFIGURATION = new Set([
  ...CODE,
  "name",
  "packageType",
  "publish",
  "reservedConcurrentExecutions",
  "tags",
  "tagsAll",
]);

/**
 * Functions from zip archives; the id is the name:
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
 */
export const lambdaFunction = tagged<FunctionInputs, GetFunctionCommandOutput>({
  type: "aws:lambda/function:Function",
  supports: [
    ...CODE,
    "deadLetterConfig",
    "description",
    "environment",
    "ephemeralStorage",
    "handler",
    "kmsKeyArn",
    "layers",
    "loggingConfig",
    "memorySize",
    "name",
    "packageType",
    "publish",
    "region",
    "reservedConcurrentExecutions",
    "role",
    "runtime",
    "tags",
    "timeout",
    "tracingConfig",
  ],
  replaceOn: ["name", "packageType", "region"],
  defaults: { memorySize: 128, packageType: "Zip", publish: false, reservedConcurrentExecutions: -1, timeout: 3 },
  chosenByService: ["architectures", "ephemeralStorage", "loggingConfig", "region", "sourceCodeHash", "tracingConfig"],
  autoName: { longest: 64 },
  moves: {
    codeSha256: ["code"],
    lastModified: [...CODE, "environment", "handler", "role", "runtime", "timeout"],
    qualifiedArn: CODE,
    qualifiedInvokeArn: CODE,
    sourceCodeHash: ["code"],
    sourceCodeSize: ["code"],
    version: CODE,
  },
  // The log group of a function is named after it unless the program says otherwise; text is the format that is left
  // out.
  normalize: (name, value) =>
    name === "loggingConfig" && typeof value === "object" && value !== null ? { logFormat: "Text", ...value } : value,
  validate: (inputs) => [
    ...nameFault(inputs.name, /^[a-zA-Z0-9-_]{1,64}$/, "must be up to 64 letters, digits, - or _"),
    ...arnFault(inputs.role, "role"),
    ...between(inputs.timeout, "timeout", 1, 900, " seconds"),
    ...between(inputs.memorySize, "memorySize", 128, 10_240, " MB"),
    ...oneOf(inputs.packageType, "packageType", ["Zip"]),
    ...oneOf(inputs.tracingConfig?.mode, "tracingConfig.mode", ["Active", "PassThrough"]),
  ],
  locate: (_, { name }) => must(name, "a name"),
  find: describe,
  async create(service, inputs, tags) {
    const FunctionName = must(inputs.name, "a name");
    const command = () =>
      new CreateFunctionCommand({
        FunctionName,
        ...configuration(inputs),
        Architectures: inputs.architectures as Architecture[] | undefined,
        Code: {
          ZipFile: zipArchive(must(inputs.code, "code: the embedded cloud requires a function's code as an archive")),
        },
        PackageType: "Zip",
        Publish: inputs.publish ?? false,
        Tags: tags,
      });
    await onceSpread(/cannot be assumed by Lambda/, () => service.lambda.send(command()));
    await settled(service, FunctionName);
    await reserve(service, FunctionName, inputs.reservedConcurrentExecutions);
    return FunctionName;
  },
  async outputs(found, { service, id, known }) {
    const now = must(found.Configuration, "Configuration");
    const arn = must(now.FunctionArn, "FunctionArn");
    const version = known.publish === true ? await latestVersion(service, id) : (now.Version ?? "$LATEST");
    const invoke = (target: string) =>
      `arn:${service.partition}:apigateway:${service.region}:lambda:path/2015-03-31/functions/${target}/invocations`;
    return {
      architectures: now.Architectures,
      arn,
      codeSha256: now.CodeSha256,
      deadLetterConfig: now.DeadLetterConfig?.TargetArn ? { targetArn: now.DeadLetterConfig.TargetArn } : undefined,
      description: now.Description,
      environment: now.Environment?.Variables && { variables: now.Environment.Variables },
      ephemeralStorage: now.EphemeralStorage && { size: now.EphemeralStorage.Size },
      handler: now.Handler,
      invokeArn: invoke(arn),
      kmsKeyArn: now.KMSKeyArn,
      lastModified: now.LastModified,
      layers: now.Layers?.map((layer) => layer.Arn),
      loggingConfig: now.LoggingConfig && loggingFromService(now.LoggingConfig),
      memorySize: now.MemorySize,
      name: now.FunctionName,
      packageType: now.PackageType ?? "Zip",
      qualifiedArn: `${arn}:${version}`,
      qualifiedInvokeArn: invoke(`${arn}:${version}`),
      reservedConcurrentExecutions: found.Concurrency?.ReservedConcurrentExecutions ?? -1,
      role: now.Role,
      runtime: now.Runtime,
      // A hash from the program identifies the code; without one the service's does.
      sourceCodeHash: known.sourceCodeHash ?? now.CodeSha256,
      sourceCodeSize: now.CodeSize,
      timeout: now.Timeout,
      tracingConfig: now.TracingConfig && { mode: now.TracingConfig.Mode },
      version,
    };
  },
  async update(service, FunctionName, change) {
    const { news } = change;
    const { lambda } = service;
    if ([...change.changed].some((name) => !NOT_CONFIGURATION.has(name))) {
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...configuration(news) }));
      await settled(service, FunctionName);
    }
    if (touches(change, ...CODE)) {
      const ZipFile = zipArchive(must(news.code, "code: the embedded cloud requires a function's code as an archive"));
      const Architectures = news.architectures as Architecture[] | undefined;
      await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile, Architectures }));
      await settled(service, FunctionName);
    }
    const moved = [...change.changed].some(
      (name) => CODE.includes(name) || !NOT_CONFIGURATION.has(name) || name === "publish",
    );
    if (news.publish === true && moved) {
      await lambda.send(new PublishVersionCommand({ FunctionName }));
    }
    if (touches(change, "reservedConcurrentExecutions")) {
      await reserve(service, FunctionName, news.reservedConcurrentExecutions ?? -1);
    }
  },
  tags: ({ lambda }, _id, found) => {
    const Resource = must(found.Configuration?.FunctionArn, "FunctionArn");
    return {
      list: () => found.Tags ?? {},
      put: (Tags) => lambda.send(new TagResourceCommand({ Resource, Tags })),
      remove: (TagKeys) => lambda.send(new UntagResourceCommand({ Resource, TagKeys })),
    };
  },
  async delete({ service }, id) {
    await orGone(service.lambda.send(new DeleteFunctionCommand({ FunctionName: id })));
  },
});

function configuration(inputs: FunctionInputs) {
  const { loggingConfig: logging } = inputs;
  const LoggingConfig: LoggingConfig | undefined = logging && {
    ApplicationLogLevel: logging.applicationLogLevel as LoggingConfig["ApplicationLogLevel"],
    LogFormat: logging.logFormat as LogFormat,
    LogGroup: logging.logGroup,
    SystemLogLevel: logging.systemLogLevel as LoggingConfig["SystemLogLevel"],
  };
  return {
    DeadLetterConfig: inputs.deadLetterConfig && { TargetArn: inputs.deadLetterConfig.targetArn },
    Description: inputs.description ?? "",
    Environment: { Variables: inputs.environment?.variables ?? {} },
    EphemeralStorage: inputs.ephemeralStorage && { Size: must(inputs.ephemeralStorage.size, "ephemeralStorage.size") },
    Handler: inputs.handler,
    KMSKeyArn: inputs.kmsKeyArn,
    Layers: inputs.layers,
    LoggingConfig,
    MemorySize: inputs.memorySize ?? 128,
    Role: inputs.role,
    Runtime: inputs.runtime as Runtime | undefined,
    Timeout: inputs.timeout ?? 3,
    TracingConfig: inputs.tracingConfig && { Mode: inputs.tracingConfig.mode as TracingMode },
  };
}

function loggingFromService(logging: LoggingConfig): Record<string, unknown> {
  return {
    applicationLogLevel: logging.ApplicationLogLevel,
    logFormat: logging.LogFormat ?? "Text",
    logGroup: logging.LogGroup,
    systemLogLevel: logging.SystemLogLevel,
  };
}

async function reserve(service: Aws, FunctionName: string, count: number | undefined): Promise<void> {
  if (count === undefined) {
    return;
  }
  if (count < 0) {
    await service.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  } else {
    await service.lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: count }));
  }
}

async function latestVersion(service: Aws, FunctionName: string): Promise<string> {
  const answer = await service.lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
  return answer.Versions?.at(-1)?.Version ?? "$LATEST";
}

async function describe(service: Aws, FunctionName: string): Promise<GetFunctionCommandOutput | undefined> {
  return await orGone(service.lambda.send(new GetFunctionCommand({ FunctionName })));
}

/** A function may be changed again only when its last change is through. */
async function settled(service: Aws, name: string): Promise<void> {
  for (let tries = 0; tries < 120; tries += 1) {
    const now = (await describe(service, name))?.Configuration;
    if (now?.State === "Failed" || now?.LastUpdateStatus === "Failed") {
      throw new Error(
        `${now.StateReasonCode ?? now.LastUpdateStatusReasonCode}: ${now.StateReason ?? now.LastUpdateStatusReason}`,
      );
    }
    if (now?.State !== "Pending" && now?.LastUpdateStatus !== "InProgress") {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`${name} was not ready within 30 seconds.`);
}
