import {
  CreateAuthorizerCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  DeleteAuthorizerCommand,
  DeleteIntegrationCommand,
  DeleteRouteCommand,
  GetAuthorizerCommand,
  GetAuthorizersCommand,
  GetIntegrationCommand,
  GetIntegrationsCommand,
  GetRouteCommand,
  GetRoutesCommand,
  UpdateAuthorizerCommand,
  UpdateIntegrationCommand,
  UpdateRouteCommand,
} from "@aws-sdk/client-apigatewayv2";
import type { AuthorizerArgs, IntegrationArgs, RouteArgs } from "@pulumi/aws/apigatewayv2";
import { nameFault, oneOf } from "../../kit/faults";
import { handler } from "../../kit/handler";
import type { Aws } from "../connection";
import { must, orGone, type Plain } from "../service";

/** Import ids are `<api>/<id>`; the service's own ids are unique within an API only. */
const importId = (id: string) => ({
  id: id.slice(id.indexOf("/") + 1),
  known: { apiId: id.slice(0, id.indexOf("/")) },
});

/** JWT authorizers; a name occurs once in an API, by which one left by an interrupted create is found. */
export const httpApiAuthorizer = handler<Aws, Plain<AuthorizerArgs>>({
  type: "aws:apigatewayv2/authorizer:Authorizer",
  supports: ["apiId", "authorizerType", "identitySources", "jwtConfiguration", "name", "region"],
  replaceOn: ["apiId", "region"],
  chosenByService: ["region"],
  autoName: { longest: 128 },
  validate: ({ authorizerType, name, jwtConfiguration: configuration }) => [
    ...oneOf(authorizerType, "authorizerType", ["JWT"]),
    ...nameFault(name, /^.{1,128}$/, "must be up to 128 characters"),
    ...nameFault(configuration?.issuer, /^https:\/\/./, "must be an https URL", "jwtConfiguration.issuer"),
  ],
  async existing({ service }, { apiId, name }) {
    const { Items = [] } = await service.api.send(new GetAuthorizersCommand({ ApiId: apiId }));
    const same = Items.find(({ Name }) => Name === name);
    return same === undefined ? undefined : { id: must(same.AuthorizerId, "AuthorizerId"), mine: undefined };
  },
  async create({ service }, inputs) {
    const answer = await service.api.send(
      new CreateAuthorizerCommand({ ...authorizerOf(inputs), AuthorizerType: "JWT", Name: inputs.name }),
    );
    return must(answer.AuthorizerId, "AuthorizerId");
  },
  importId,
  async read({ service }, id, known) {
    const ApiId = must(known.apiId, "apiId");
    const found = await orGone(service.api.send(new GetAuthorizerCommand({ ApiId, AuthorizerId: id })));
    if (found === undefined) {
      return undefined;
    }
    const { JwtConfiguration: configuration } = found;
    return {
      apiId: ApiId,
      authorizerType: found.AuthorizerType,
      identitySources: found.IdentitySource,
      jwtConfiguration: configuration && { audiences: configuration.Audience, issuer: configuration.Issuer },
      name: found.Name,
    };
  },
  async update({ service }, AuthorizerId, { news }) {
    await service.api.send(new UpdateAuthorizerCommand({ ...authorizerOf(news), AuthorizerId, Name: news.name }));
  },
  async delete({ service }, AuthorizerId, { apiId }) {
    await orGone(service.api.send(new DeleteAuthorizerCommand({ ApiId: String(apiId), AuthorizerId })));
  },
});

function authorizerOf({ apiId, identitySources, jwtConfiguration: configuration }: Plain<AuthorizerArgs>) {
  return {
    ApiId: apiId,
    IdentitySource: identitySources ?? [],
    JwtConfiguration: { Audience: configuration?.audiences, Issuer: configuration?.issuer },
  };
}

/**
 * Lambda proxy integrations. They have neither name nor tags: one left by an interrupted create is found by its
 * function, so an API has one integration for each function.
 */
export const httpApiIntegration = handler<Aws, Plain<IntegrationArgs>>({
  type: "aws:apigatewayv2/integration:Integration",
  supports: ["apiId", "integrationType", "integrationUri", "payloadFormatVersion", "region"],
  replaceOn: ["apiId", "integrationType", "region"],
  defaults: { payloadFormatVersion: "1.0" },
  chosenByService: ["region"],
  validate: (inputs) => [
    ...oneOf(inputs.integrationType, "integrationType", ["AWS_PROXY"]),
    // The embedded cloud has no events of format 1.0.
    ...oneOf(inputs.payloadFormatVersion, "payloadFormatVersion", ["2.0"]),
  ],
  async existing({ service }, { apiId, integrationUri }) {
    const { Items = [] } = await service.api.send(new GetIntegrationsCommand({ ApiId: apiId }));
    const same = Items.find(({ IntegrationUri }) => IntegrationUri === integrationUri);
    return same === undefined ? undefined : { id: must(same.IntegrationId, "IntegrationId"), mine: undefined };
  },
  async create({ service }, inputs) {
    const answer = await service.api.send(
      new CreateIntegrationCommand({ ...integrationOf(inputs), IntegrationType: "AWS_PROXY" }),
    );
    return must(answer.IntegrationId, "IntegrationId");
  },
  importId,
  async read({ service }, id, known) {
    const ApiId = must(known.apiId, "apiId");
    const found = await orGone(service.api.send(new GetIntegrationCommand({ ApiId, IntegrationId: id })));
    if (found === undefined) {
      return undefined;
    }
    return {
      apiId: ApiId,
      connectionType: found.ConnectionType,
      integrationMethod: found.IntegrationMethod,
      integrationType: found.IntegrationType,
      integrationUri: found.IntegrationUri,
      payloadFormatVersion: found.PayloadFormatVersion,
      timeoutMilliseconds: found.TimeoutInMillis,
    };
  },
  async update({ service }, IntegrationId, { news }) {
    await service.api.send(new UpdateIntegrationCommand({ ...integrationOf(news), IntegrationId }));
  },
  async delete({ service }, IntegrationId, { apiId }) {
    await orGone(service.api.send(new DeleteIntegrationCommand({ ApiId: String(apiId), IntegrationId })));
  },
});

function integrationOf({ apiId, integrationUri, payloadFormatVersion }: Plain<IntegrationArgs>) {
  return { ApiId: apiId, IntegrationUri: integrationUri, PayloadFormatVersion: payloadFormatVersion ?? "1.0" };
}

/** Routes; a key occurs once in an API, by which one left by an interrupted create is found. */
export const httpApiRoute = handler<Aws, Plain<RouteArgs>>({
  type: "aws:apigatewayv2/route:Route",
  supports: ["apiId", "authorizationScopes", "authorizationType", "authorizerId", "region", "routeKey", "target"],
  replaceOn: ["apiId", "region"],
  defaults: { authorizationType: "NONE" },
  chosenByService: ["region"],
  sets: ["authorizationScopes"],
  validate: ({ authorizationType, routeKey }) => [
    ...oneOf(authorizationType, "authorizationType", ["NONE", "JWT"]),
    ...nameFault(
      routeKey,
      /^(\$default|(ANY|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \/\S*)$/,
      "must be $default or a method and a path",
      "routeKey",
    ),
  ],
  async existing({ service }, { apiId, routeKey }) {
    const { Items = [] } = await service.api.send(new GetRoutesCommand({ ApiId: apiId }));
    const same = Items.find(({ RouteKey }) => RouteKey === routeKey);
    return same === undefined ? undefined : { id: must(same.RouteId, "RouteId"), mine: undefined };
  },
  async create({ service }, inputs) {
    const answer = await service.api.send(new CreateRouteCommand(routeOf(inputs)));
    return must(answer.RouteId, "RouteId");
  },
  importId,
  async read({ service }, id, known) {
    const ApiId = must(known.apiId, "apiId");
    const found = await orGone(service.api.send(new GetRouteCommand({ ApiId, RouteId: id })));
    if (found === undefined) {
      return undefined;
    }
    return {
      apiId: ApiId,
      authorizationScopes: found.AuthorizationScopes?.length === 0 ? undefined : found.AuthorizationScopes,
      authorizationType: found.AuthorizationType,
      authorizerId: found.AuthorizerId,
      routeKey: found.RouteKey,
      target: found.Target === "" ? undefined : found.Target,
    };
  },
  async update({ service }, RouteId, { news }) {
    await service.api.send(new UpdateRouteCommand({ ...routeOf(news), RouteId }));
  },
  async delete({ service }, RouteId, { apiId }) {
    await orGone(service.api.send(new DeleteRouteCommand({ ApiId: String(apiId), RouteId })));
  },
});

function routeOf(inputs: Plain<RouteArgs>) {
  return {
    ApiId: inputs.apiId,
    RouteKey: inputs.routeKey,
    Target: inputs.target,
    AuthorizationType: inputs.authorizationType === "JWT" ? ("JWT" as const) : ("NONE" as const),
    AuthorizerId: inputs.authorizerId,
    AuthorizationScopes: inputs.authorizationScopes ?? [],
  };
}
