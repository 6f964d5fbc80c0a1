import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createBoundaryPolicy } from "../iam/boundary-policy";
import { createRole } from "../iam/role";
import { serviceTrust } from "../iam/trust/aws";
import { ClientSecret, type ClientSecretArgs } from "./client-secret";
import type { ProxyConventions } from "./conventions";
import { ProxyClient } from "./proxy-client";
import { proxyRegistration, proxyVariables } from "./registration";

/** Arguments of `IdentityProxy`. */
export interface IdentityProxyArgs extends Omit<ClientSecretArgs, "app"> {
  /** Public address of the proxy, https, without `/` at the end. A change updates Okta in place. */
  readonly url: string;
  /** What this kind of proxy calls things. A change updates Okta in place. */
  readonly conventions: ProxyConventions;
  /** Groups whose members are allowed to sign in, at least one. A change updates Okta in place. */
  readonly groups: readonly { readonly name: string; readonly id: pulumi.Input<string> }[];
}

/** What the task of the proxy is configured with; no secret is among it. */
export interface ProxyOutputs {
  /** Environment variables by name. */
  readonly variables: pulumi.Output<Record<string, string>>;
  /** The environment variable that the container gets from the secret, and the secret's name. */
  readonly secret: { readonly variable: string; readonly secretName: pulumi.Output<string> };
  /** Role of the proxy's ECS task: its execution role and its task role. */
  readonly roleArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;
}

/**
 * An identity-aware proxy that signs people in at Okta: its app with redirect address and filtered groups claim, its
 * rotated client secret, and the role, boundary and log of its ECS task. `dependsOn` names the environment's boundary.
 *
 * @example
 * const names = environmentNames(
 *   scopeOf({ blueprint: "retail", environment: "dev", account: "111111111111", region: "eu-central-1" }),
 * );
 * new IdentityProxy("retail-dev", {
 *   url: "https://proxy.example.com",
 *   conventions: {
 *     callbackPath: "/oauth2/callback",
 *     groupsClaim: "groups",
 *     pkce: true,
 *     variables: {
 *       issuer: "OAUTH2_PROXY_OIDC_ISSUER_URL",
 *       clientId: "OAUTH2_PROXY_CLIENT_ID",
 *       clientSecret: "OAUTH2_PROXY_CLIENT_SECRET",
 *     },
 *   },
 *   groups: [{ name: "operators", id: "00g1" }],
 *   plan: planProxy(names),
 *   orgUrl: "https://example.okta.com",
 *   keyArn: "arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
 *   boundaryArn: names.boundary.arn,
 *   maxAgeDays: 30,
 *   retentionDays: 365,
 *   recoveryWindowDays: 30,
 *   keyDeletionDays: 30,
 *   tags: { environment: "dev", app: "retail", owner: "platform" },
 * });
 */
export class IdentityProxy extends pulumi.ComponentResource {
  readonly outputs: ProxyOutputs;

  constructor(
    name: string,
    args: IdentityProxyArgs,
    opts: pulumi.ComponentResourceOptions = {},
    type = "app-of-apps:proxy:IdentityProxy",
  ) {
    const { url, conventions, groups, plan, tags, ...rest } = args;
    super(type, name, { url, conventions, groups: groups.map((group) => group.name), tags }, opts);
    const registration = proxyRegistration(
      url,
      groups.map((group) => group.name),
      conventions,
    );
    const { clientId, logGroup } = plan.names;
    const client = new ProxyClient(
      name,
      { clientId, audience: url, registration, groupIds: groups.map((group) => group.id) },
      { parent: this },
    );
    const { dependsOn } = opts;
    const secret = new ClientSecret(
      `${name}-proxy`,
      { ...rest, plan, tags, app: client.app },
      { parent: this, ...(dependsOn === undefined ? {} : { dependsOn }) },
    );
    const log = new aws.cloudwatch.LogGroup(
      `${name}-proxy`,
      { name: logGroup.name, kmsKeyId: args.keyArn, retentionInDays: args.retentionDays, tags },
      { parent: this },
    );
    const role = createProxyRole(`${name}-proxy`, args, this);
    this.outputs = {
      variables: client.issuer.apply((issuer) => proxyVariables(conventions, { url, issuer, clientId })),
      secret: { variable: conventions.variables.clientSecret, secretName: secret.secretName },
      roleArn: role.arn,
      logGroupName: log.name,
    };
    this.registerOutputs(this.outputs);
  }
}

/**
 * The role of the proxy's ECS task under a boundary of its own. ECS sends the account and the task's ARN.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
 */
function createProxyRole(name: string, { plan, tags }: IdentityProxyArgs, parent: IdentityProxy): aws.iam.Role {
  const { role, boundary, clientId, rotation } = plan.names;
  const { account } = rotation.scope;
  const own = createBoundaryPolicy(
    `${name}-boundary`,
    { policy: boundary, description: `Upper bound of ${clientId}`, document: plan.boundary, tags },
    { parent },
  );
  return createRole(
    name,
    {
      role,
      description: `Task of the identity-aware proxy ${clientId}`,
      statements: plan.statements,
      boundaryArn: boundary.arn,
      tags,
      trust: JSON.stringify(serviceTrust({ service: "ecs-tasks.amazonaws.com", account })),
    },
    { parent, dependsOn: own },
  ).role;
}
