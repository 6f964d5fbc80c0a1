import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bundleFunction } from "../core/bundle-function";
import type { PolicyStatement } from "../core/policy-document";
import { createRole } from "../iam/role";
import { serviceTrust } from "../iam/trust/aws";
import { GRANTS_SCOPE } from "../okta/grants-scope";
import { RUN_SCOPES } from "../okta/run-scopes";
import type { RunsConfig } from "./lambda/config";
import type { RunsApiNames } from "./names";

/** Arguments of `RunsApi`. */
export interface RunsApiArgs {
  /** Names of API, function, role and log group, from `runsApiNames`. A change of a name replaces what has it. */
  readonly names: RunsApiNames;
  /** Description of API, function and role, up to 256 characters. A change updates them in place. */
  readonly description: string;
  /** AWS account, 12 digits, whose Lambda assumes the role. A change updates the trust in place. */
  readonly account: string;
  /** Issuer and audience of the tokens. A change updates the authorizer in place. */
  readonly tokens: {
    /** Issuer, an https URL. A change updates the authorizer in place. */
    readonly issuer: pulumi.Input<string>;
    /** Audience, a URI. A change updates the authorizer in place. */
    readonly audience: string;
  };
  /** Parent, apps and callers. A change updates the function in place. */
  readonly config: RunsConfig;
  /** Permissions of the function, from `runsApiStatements`. A change updates the policy in place. */
  readonly statements: readonly PolicyStatement[];
  /** ARN of the permissions boundary, which must exist before (`dependsOn`). A change updates the role in place. */
  readonly boundaryArn: string;
  /** ARN of the key that encrypts the function's log. A change updates the group in place. */
  readonly keyArn: pulumi.Input<string>;
  /** Days that the function's log is retained, 365 or more. A change updates the group in place. */
  readonly retentionDays: number;
  /** ARN of the log group that receives a line for each request. A change updates the stage in place. */
  readonly accessLogArn: string;
  /** Tags by key, up to 50. A change updates API, stage, function, role and group in place. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Seconds of one request: API Gateway waits 30. */
const TIMEOUT_SECONDS = 29;

/** Requests a second on average, and at once, for each route; the rest is answered with 429. */
const THROTTLE = { throttlingRateLimit: 10, throttlingBurstLimit: 20 };

/** Routes and the scope that each asks for. */
const ROUTES = {
  start: { key: "POST /runs", scope: RUN_SCOPES.start },
  describe: { key: "GET /runs/{name}", scope: RUN_SCOPES.observe },
  stop: { key: "POST /runs/{name}/stop", scope: RUN_SCOPES.stop },
} as const;

/** Routes where runs of agents wait for approval. */
const APPROVAL_ROUTES = {
  approve: { key: "POST /runs/{name}/approve", scope: RUN_SCOPES.approve },
  refuse: { key: "POST /runs/{name}/refuse", scope: RUN_SCOPES.approve },
  approvals: { key: "GET /approvals", scope: RUN_SCOPES.approve },
} as const;

/** Routes where roles are granted on request. */
const GRANT_ROUTES = {
  request: { key: "POST /grants", scope: GRANTS_SCOPE },
  grants: { key: "GET /grants", scope: GRANTS_SCOPE },
  grant: { key: "GET /grants/{id}", scope: GRANTS_SCOPE },
  "approve-grant": { key: "POST /grants/{id}/approve", scope: GRANTS_SCOPE },
  "refuse-grant": { key: "POST /grants/{id}/refuse", scope: GRANTS_SCOPE },
  revoke: { key: "DELETE /grants/{id}", scope: GRANTS_SCOPE },
} as const;

/** A line of the access log; nothing in it is secret, and the token is not in it. */
const ACCESS_LOG_FORMAT = JSON.stringify({
  requestId: "$context.requestId",
  time: "$context.requestTime",
  ip: "$context.identity.sourceIp",
  route: "$context.routeKey",
  status: "$context.status",
  subject: "$context.authorizer.claims.sub",
  client: "$context.authorizer.claims.cid",
  token: "$context.authorizer.claims.jti",
  refusal: "$context.authorizer.error",
  failure: "$context.integrationErrorMessage",
});

/**
 * The way in for runs: an HTTP API that verifies a token of the environment's authorization server and the scope of
 * the route, and a function that asks the access map, writes who started the run into its input and starts the parent.
 * No other role of the environment may start the parent, so the identity in a run's input cannot be forged. `dependsOn`
 * names the boundary and the access log's delivery policy.
 *
 * @example
 * const names = environmentNames(
 *   scopeOf({ blueprint: "retail", environment: "dev", account: "111111111111", region: "eu-central-1" }),
 * );
 * new RunsApi("retail-dev-runs-api", {
 *   names: runsApiNames(names),
 *   description: "Runs of retail-dev",
 *   account: "111111111111",
 *   tokens: { issuer: "https://example.okta.com/oauth2/aus1", audience: "https://retail-dev.app-of-apps.example" },
 *   config: {
 *     environment: "retail-dev",
 *     parentAliasArn: names.parent.aliasArn,
 *     executionPrefix: names.parent.executionPrefix,
 *     apps: ["orders"],
 *     callers: [{ who: { client: "retail-dev_runner" }, may: ["start", "observe"] }],
 *   },
 *   statements: runsApiStatements(names, false),
 *   boundaryArn: names.boundary.arn,
 *   keyArn: "arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
 *   retentionDays: 365,
 *   accessLogArn: names.logGroup.arn,
 *   tags: { environment: "dev", app: "retail", owner: "platform" },
 * });
 */
export class RunsApi extends pulumi.ComponentResource {
  /** URL of the API; `/runs` completes it. */
  readonly endpoint: pulumi.Output<string>;

  constructor(
    name: string,
    private readonly args: RunsApiArgs,
    opts: pulumi.ComponentResourceOptions = {},
  ) {
    const { names, description, account, config, boundaryArn, retentionDays, accessLogArn, tags } = args;
    const inputs = { api: names.api, description, account, callers: config.callers, boundaryArn, retentionDays, tags };
    super("app-of-apps:runs-api:RunsApi", name, inputs, opts);
    const { dependsOn = [] } = opts;
    const fn = this.createFunction(name, dependsOn);
    const api = new aws.apigatewayv2.Api(
      name,
      { name: names.api, description, protocolType: "HTTP", tags },
      { parent: this },
    );
    this.createRoutes(name, api, fn);
    const stage = new aws.apigatewayv2.Stage(
      name,
      {
        apiId: api.id,
        name: "$default",
        autoDeploy: true,
        accessLogSettings: { destinationArn: accessLogArn, format: ACCESS_LOG_FORMAT },
        defaultRouteSettings: THROTTLE,
        tags,
      },
      { parent: this, dependsOn },
    );
    this.endpoint = pulumi.all([api.apiEndpoint, stage.id]).apply(([endpoint]) => endpoint);
    this.registerOutputs({ endpoint: this.endpoint });
  }

  private createFunction(name: string, dependsOn: pulumi.ComponentResourceOptions["dependsOn"]): aws.lambda.Function {
    const { names, description, account, config, statements, boundaryArn, keyArn, retentionDays, tags } = this.args;
    const log = new aws.cloudwatch.LogGroup(
      name,
      { name: names.logGroup.name, kmsKeyId: keyArn, retentionInDays: retentionDays, tags },
      { parent: this },
    );
    // Bound to the account alone: Lambda also assumes the role while it creates the function, which has no ARN yet.
    const trust = JSON.stringify(serviceTrust({ service: "lambda.amazonaws.com", account }));
    const { role, policy } = createRole(
      name,
      { role: names.role, description, statements, boundaryArn, tags, trust },
      { parent: this, ...(dependsOn === undefined ? {} : { dependsOn }) },
    );
    return new aws.lambda.Function(
      name,
      {
        name: names.function.name,
        description,
        role: role.arn,
        runtime: aws.lambda.Runtime.NodeJS24dX,
        handler: "index.handler",
        code: new pulumi.asset.AssetArchive({
          "index.js": new pulumi.asset.StringAsset(bundleFunction(`${__dirname}/lambda`)),
          "runs.json": new pulumi.asset.StringAsset(JSON.stringify(config)),
        }),
        timeout: TIMEOUT_SECONDS,
        memorySize: 256,
        loggingConfig: { logFormat: "JSON", logGroup: log.name },
        tracingConfig: { mode: "Active" },
        tags,
      },
      { parent: this, dependsOn: [policy] },
    );
  }

  private createRoutes(name: string, api: aws.apigatewayv2.Api, fn: aws.lambda.Function): void {
    const { issuer, audience } = this.args.tokens;
    const own = { parent: this };
    new aws.lambda.Permission(
      name,
      {
        statementId: "ApiGateway",
        function: fn.name,
        action: "lambda:InvokeFunction",
        principal: "apigateway.amazonaws.com",
        sourceArn: pulumi.interpolate`${api.executionArn}/$default/*`,
      },
      own,
    );
    const authorizer = new aws.apigatewayv2.Authorizer(
      name,
      {
        apiId: api.id,
        name: "okta",
        authorizerType: "JWT",
        identitySources: ["$request.header.Authorization"],
        jwtConfiguration: { issuer, audiences: [audience] },
      },
      own,
    );
    const integration = new aws.apigatewayv2.Integration(
      name,
      { apiId: api.id, integrationType: "AWS_PROXY", integrationUri: fn.arn, payloadFormatVersion: "2.0" },
      own,
    );
    const approvals = this.args.config.callers.some(({ approval }) => approval === true);
    const routes = {
      ...ROUTES,
      ...(approvals ? APPROVAL_ROUTES : {}),
      ...(this.args.config.grants === undefined ? {} : GRANT_ROUTES),
    };
    for (const [route, { key, scope }] of Object.entries(routes)) {
      new aws.apigatewayv2.Route(
        `${name}-${route}`,
        {
          apiId: api.id,
          routeKey: key,
          target: pulumi.interpolate`integrations/${integration.id}`,
          authorizationType: "JWT",
          authorizerId: authorizer.id,
          authorizationScopes: [scope],
        },
        own,
      );
    }
  }
}
