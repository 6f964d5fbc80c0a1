import {
  CreateApiCommand,
  CreateStageCommand,
  DeleteApiCommand,
  DeleteStageCommand,
  GetApiCommand,
  type GetApiCommandOutput,
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
import type { Aws } from "../connection";
import { arnFault, must, orGone, type Plain } from "../service";
import { tagged } from "../tagged";
import { isMine, type TagMap } from "../tags";

/**
 * HTTP APIs; the id is chosen by the service, and names need not be unique, so one left by an interrupted create is
 * found by its mark: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html
 */
export const httpApi = tagged<Plain<ApiArgs>, GetApiCommandOutput>({
  type: "aws:apigatewayv2/api:Api",
  supports: ["description", "name", "protocolType", "region", "tags"],
  replaceOn: ["protocolType", "region"],
  chosenByService: ["region"],
  autoName: { longest: 128 },
  validate: (inputs) => [
    ...nameFault(inputs.name, /^.{1,128}$/, "must be up to 128 characters"),
    ...oneOf(inputs.protocolType, "protocolType", ["HTTP"]),
  ],
  async locate({ service, marker }) {
    const { Items = [] } = await service.api.send(new GetApisCommand({}));
    return Items.find(({ Tags }) => isMine(Tags ?? {}, marker))?.ApiId;
  },
  find: async ({ api }, ApiId) => await orGone(api.send(new GetApiCommand({ ApiId }))),
  async create({ api }, inputs, tags) {
    const answer = await api.send(
      new CreateApiCommand({
        Name: inputs.name,
        ProtocolType: "HTTP",
        Description: inputs.description,
        Tags: tags,
      }),
    );
    return must(answer.ApiId, "ApiId");
  },
  outputs: (found, { service, id }) => ({
    apiEndpoint: found.ApiEndpoint,
    apiKeySelectionExpression: found.ApiKeySelectionExpression,
    arn: apiArn(service, id),
    description: found.Description === "" ? undefined : found.Description,
    disableExecuteApiEndpoint: found.DisableExecuteApiEndpoint,
    executionArn: executionArn(service, id),
    name: found.Name,
    protocolType: found.ProtocolType,
    routeSelectionExpression: found.RouteSelectionExpression,
  }),
  async update({ api }, ApiId, { news: { name: Name, description: Description = "" } }) {
    await api.send(new UpdateApiCommand({ ApiId, Name, Description }));
  },
  tags: (service, id, found) => tagCalls(service, apiArn(service, id), found),
  async delete({ service }, id) {
    await orGone(service.api.send(new DeleteApiCommand({ ApiId: id })));
  },
});

/** A stage, with the API that it is of. */
type Stage = GetStageCommandOutput & { readonly ApiId: string; readonly ApiEndpoint: string | undefined };

/** Stages; the id is the stage's name. */
export const httpApiStage = tagged<Plain<StageArgs>, Stage>({
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
  locate: (_, { name }) => must(name, "a name"),
  async find({ api }, StageName, known) {
    const ApiId = must(known.apiId, "apiId");
    const [stage, apiOfStage] = await Promise.all([
      orGone(api.send(new GetStageCommand({ ApiId, StageName }))),
      orGone(api.send(new GetApiCommand({ ApiId }))),
    ]);
    return stage && apiOfStage && { ...stage, ApiId, ApiEndpoint: apiOfStage.ApiEndpoint };
  },
  async create({ api }, inputs, tags) {
    await api.send(new CreateStageCommand({ ...stageOf(inputs), StageName: inputs.name, Tags: tags }));
    return must(inputs.name, "a name");
  },
  importId: (id) => ({ id: id.slice(id.indexOf("/") + 1), known: { apiId: id.slice(0, id.indexOf("/")) } }),
  outputs: (found, { service, id }) => ({
    apiId: found.ApiId,
    arn: stageArn(service, found.ApiId, id),
    autoDeploy: found.AutoDeploy ?? false,
    executionArn: `${executionArn(service, found.ApiId)}/${id}`,
    invokeUrl: `${found.ApiEndpoint}/${id === "$default" ? "" : id}`,
    name: found.StageName,
    ...settingsOf(found),
  }),
  async update({ api }, StageName, { news }) {
    await api.send(new UpdateStageCommand({ ...stageOf(news), StageName }));
  },
  tags: (service, id, found) => tagCalls(service, stageArn(service, found.ApiId, id), found),
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

function tagCalls({ api }: Aws, ResourceArn: string, { Tags = {} }: { readonly Tags?: TagMap | undefined }) {
  return {
    list: () => Tags,
    put: (added: TagMap) => api.send(new TagResourceCommand({ ResourceArn, Tags: added })),
    remove: (TagKeys: string[]) => api.send(new UntagResourceCommand({ ResourceArn, TagKeys })),
  };
}
