import {
  CreateApiCommand,
  CreateStageCommand,
  DeleteApiCommand,
  DeleteStageCommand,
  GetApiCommand,
  GetApisCommand,
  GetStageCommand,
  type GetStageCommandOutput,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateApiCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import type { ApiArgs, StageArgs } from "@pulumi/aws/apigatewayv2";
import { between, nameFault, oneOf } from "../../kit/faults";
import { handler } from "../../kit/handler";
import type { Aws } from "../connection";
import { arnFault, must, orGone, type Plain, tagsTouched, touches } from "../service";
import { isMine, syncTags, type TagMap } from "../tags";

/**
 * HTTP APIs; the id is chosen by the service, and names need not be unique, so one left by an interrupted create is
 * found by its mark: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html
 */
export const httpApi = handler<Aws, Plain<ApiArgs>>({
  type: "aws:apigatewayv2/api:Api",
  supports: ["description", "name", "protocolType", "region", "tags"],
  replaceOn: ["protocolType", "region"],
  chosenByService: ["region"],
  autoName: { longest: 128 },
  validate: (inputs) => [
    ...nameFault(inputs.name, /^.{1,128}$/, "must be up to 128 characters"),
    ...oneOf(inputs.protocolType, "protocolType", ["HTTP"]),
  ],
  async existing({ service, marker }) {
    const { Items = [] } = await service.api.send(new GetApisCommand({}));
    const own = Items.find(({ Tags }) => isMine(Tags ?? {}, marker));
    return own === undefined ? undefined : { id: must(own.ApiId, "ApiId"), mine: true };
  },
  async create({ service, marker }, inputs) {
    const answer = await service.api.send(
      new CreateApiCommand({
        Name: inputs.name,
        ProtocolType: "HTTP",
        Description: inputs.description,
        Tags: service.tags.written(inputs.tags, marker),
      }),
    );
    return must(answer.ApiId, "ApiId");
  },
  async read({ service }, id, known) {
    const found = await orGone(service.api.send(new GetApiCommand({ ApiId: id })));
    if (found === undefined) {
      return undefined;
    }
    return {
      apiEndpoint: found.ApiEndpoint,
      apiKeySelectionExpression: found.ApiKeySelectionExpression,
      arn: apiArn(service, id),
      description: found.Description === "" ? undefined : found.Description,
      disableExecuteApiEndpoint: found.DisableExecuteApiEndpoint,
      executionArn: executionArn(service, id),
      name: found.Name,
      protocolType: found.ProtocolType,
      routeSelectionExpression: found.RouteSelectionExpression,
      ...service.tags.reported(found.Tags ?? {}, known.tags),
    };
  },
  async update({ service, marker }, ApiId, change) {
    if (touches(change, "description", "name")) {
      const { name: Name, description: Description = "" } = change.news;
      await service.api.send(new UpdateApiCommand({ ApiId, Name, Description }));
    }
    if (tagsTouched(change)) {
      const { Tags = {} } = await service.api.send(new GetApiCommand({ ApiId }));
      await writeTags(service, apiArn(service, ApiId), Tags, service.tags.written(change.news.tags, marker));
    }
  },
  async delete({ service }, id) {
    await orGone(service.api.send(new DeleteApiCommand({ ApiId: id })));
  },
});

/** Stages; the id is the stage's name. */
export const httpApiStage = handler<Aws, Plain<StageArgs>>({
  type: "aws:apigatewayv2/stage:Stage",
  supports: ["accessLogSettings", "apiId", "autoDeploy", "defaultRouteSettings", "name", "region", "tags"],
  replaceOn: ["apiId", "name", "region"],
  defaults: { autoDeploy: false },
  chosenByService: ["region"],
  autoName: { longest: 128 },
  validate: ({ name, accessLogSettings, defaultRouteSettings: limits }) => [
    ...nameFault(name, /^(\$default|[\w-]{1,128})$/, "must be $default or up to 128 letters, digits, - or _"),
    ...arnFault(accessLogSettings?.destinationArn, "accessLogSettings.destinationArn"),
    ...between(limits?.throttlingBurstLimit, "defaultRouteSettings.throttlingBurstLimit", 1, 5000),
    ...between(limits?.throttlingRateLimit, "defaultRouteSettings.throttlingRateLimit", 0, 10_000),
  ],
  async existing({ service, marker }, { apiId, name }) {
    const stage = await orGone(service.api.send(new GetStageCommand({ ApiId: apiId, StageName: name })));
    return stage === undefined ? undefined : { id: must(name, "a name"), mine: isMine(stage.Tags ?? {}, marker) };
  },
  async create({ service, marker }, inputs) {
    await service.api.send(
      new CreateStageCommand({
        ...stageOf(inputs),
        StageName: inputs.name,
        Tags: service.tags.written(inputs.tags, marker),
      }),
    );
    return must(inputs.name, "a name");
  },
  importId: (id) => ({ id: id.slice(id.indexOf("/") + 1), known: { apiId: id.slice(0, id.indexOf("/")) } }),
  async read({ service }, id, known) {
    const apiId = must(known.apiId, "apiId");
    const [found, api] = await Promise.all([
      orGone(service.api.send(new GetStageCommand({ ApiId: apiId, StageName: id }))),
      orGone(service.api.send(new GetApiCommand({ ApiId: apiId }))),
    ]);
    if (found === undefined || api === undefined) {
      return undefined;
    }
    return {
      apiId,
      arn: stageArn(service, apiId, id),
      autoDeploy: found.AutoDeploy ?? false,
      executionArn: `${executionArn(service, apiId)}/${id}`,
      invokeUrl: `${api.ApiEndpoint}/${id === "$default" ? "" : id}`,
      name: found.StageName,
      ...settingsOf(found),
      ...service.tags.reported(found.Tags ?? {}, known.tags),
    };
  },
  async update({ service, marker }, StageName, change) {
    const { news } = change;
    if (touches(change, "accessLogSettings", "autoDeploy", "defaultRouteSettings")) {
      await service.api.send(new UpdateStageCommand({ ...stageOf(news), StageName }));
    }
    if (tagsTouched(change)) {
      const { Tags = {} } = await service.api.send(new GetStageCommand({ ApiId: news.apiId, StageName }));
      await writeTags(service, stageArn(service, news.apiId, StageName), Tags, service.tags.written(news.tags, marker));
    }
  },
  async delete({ service }, StageName, { apiId }) {
    await orGone(service.api.send(new DeleteStageCommand({ ApiId: String(apiId), StageName })));
  },
});

function stageOf({ apiId, autoDeploy, accessLogSettings: log, defaultRouteSettings: limits }: Plain<StageArgs>) {
  return {
    ApiId: apiId,
    AutoDeploy: autoDeploy ?? false,
    AccessLogSettings: log === undefined ? {} : { DestinationArn: log.destinationArn, Format: log.format },
    DefaultRouteSettings: {
      DetailedMetricsEnabled: limits?.detailedMetricsEnabled,
      ThrottlingBurstLimit: limits?.throttlingBurstLimit,
      ThrottlingRateLimit: limits?.throttlingRateLimit,
    },
  };
}

function settingsOf({ AccessLogSettings: log, DefaultRouteSettings: limits = {} }: GetStageCommandOutput) {
  const settings = {
    detailedMetricsEnabled: limits.DetailedMetricsEnabled,
    throttlingBurstLimit: limits.ThrottlingBurstLimit,
    throttlingRateLimit: limits.ThrottlingRateLimit,
  };
  return {
    ...(log?.DestinationArn === undefined
      ? {}
      : { accessLogSettings: { destinationArn: log.DestinationArn, format: log.Format } }),
    ...(Object.values(settings).every((value) => value === undefined) ? {} : { defaultRouteSettings: settings }),
  };
}

function apiArn({ partition, region }: Aws, id: string): string {
  return `arn:${partition}:apigateway:${region}::/apis/${id}`;
}

function stageArn(service: Aws, apiId: string, name: string): string {
  return `${apiArn(service, apiId)}/stages/${name}`;
}

function executionArn({ partition, region, account }: Aws, id: string): string {
  return `arn:${partition}:execute-api:${region}:${account}:${id}`;
}

async function writeTags({ api }: Aws, ResourceArn: string, actual: TagMap, wanted: TagMap): Promise<void> {
  await syncTags(
    actual,
    wanted,
    (Tags) => api.send(new TagResourceCommand({ ResourceArn, Tags })),
    (TagKeys) => api.send(new UntagResourceCommand({ ResourceArn, TagKeys })),
  );
}
