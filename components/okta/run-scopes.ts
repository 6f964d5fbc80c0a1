import * as okta from "@pulumi/okta";
import type * as pulumi from "@pulumi/pulumi";

/** Scope of a token for each right of the runs API. */
export const RUN_SCOPES = {
  start: "app-of-apps.runs.start",
  observe: "app-of-apps.runs.read",
  stop: "app-of-apps.runs.stop",
  approve: "app-of-apps.runs.approve",
} as const;
export type RunScope = keyof typeof RUN_SCOPES;

/** Scopes of an environment's runs API by right; `approve` only where runs of agents wait for it. */
export function runScopes(approvals: boolean): Readonly<Record<Exclude<RunScope, "approve">, string>> & {
  readonly approve?: string;
} {
  const { approve, ...scopes } = RUN_SCOPES;
  return approvals ? RUN_SCOPES : scopes;
}

const DESCRIPTIONS: Readonly<Record<keyof typeof RUN_SCOPES, string>> = {
  start: "Start runs",
  observe: "Read runs",
  stop: "Stop runs",
  approve: "Approve runs of agents",
};

/** Minutes that a token lives, the shortest that Okta allows: a run goes on without it. */
export const TOKEN_MINUTES = 5;

interface RunScopesArgs {
  /** Authorization server that issues the tokens. */
  readonly serverId: pulumi.Input<string>;
  /** Access policy of the clients. */
  readonly policyId: pulumi.Input<string>;
  /** Whether people approve runs of agents, which no client of the policy is. */
  readonly approvals: boolean;
}

/** Scopes of the runs API, and the rule that lets the clients of a policy request them. */
export function createRunScopes(
  name: string,
  { serverId, policyId, approvals }: RunScopesArgs,
  opts: pulumi.ResourceOptions,
): okta.auth.ServerScope[] {
  const scopes = Object.entries(runScopes(approvals)).map(
    ([grant, scope]) =>
      new okta.auth.ServerScope(
        `${name}-runs-${grant}`,
        {
          authServerId: serverId,
          name: scope,
          description: DESCRIPTIONS[grant as keyof typeof RUN_SCOPES],
          consent: "IMPLICIT",
          metadataPublish: "NO_CLIENTS",
        },
        opts,
      ),
  );
  new okta.auth.ServerPolicyRule(
    `${name}-runs`,
    {
      authServerId: serverId,
      policyId,
      name: "app-of-apps.runs",
      priority: 2,
      grantTypeWhitelists: ["client_credentials"],
      scopeWhitelists: Object.values(runScopes(false)),
      accessTokenLifetimeMinutes: TOKEN_MINUTES,
    },
    { ...opts, dependsOn: scopes },
  );
  return scopes;
}
