import * as okta from "@pulumi/okta";
import type * as pulumi from "@pulumi/pulumi";
import { shorten } from "../core/names";
import { GRANTS_SCOPE } from "./grants-scope";
import { exactNames, RULE_NAME_LIMIT } from "./groups";
import { RUN_SCOPES, TOKEN_MINUTES } from "./run-scopes";

/** People who get tokens of the runs API: the group of one entry of the access map. */
export interface RunPeople {
  /** Entry of the access map. */
  readonly name: string;
  readonly group: { readonly name: string; readonly id: pulumi.Input<string> };
  readonly may: readonly (keyof typeof RUN_SCOPES)[];
}

interface RunTokensArgs {
  /** Authorization server that issues the tokens. */
  readonly serverId: pulumi.Input<string>;
  /** App that terminals sign in with. */
  readonly nativeApp: okta.app.OAuth;
  readonly people: readonly RunPeople[];
  /** Groups whose people ask for grants or answer. @default none: nothing is granted */
  readonly grants?: readonly RunPeople["group"][];
  /** Resources that exist before: the scopes, and the policy of priority 1. */
  readonly after: readonly pulumi.Resource[];
}

/** Grant of the device flow, RFC 8628. */
const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

/**
 * Tokens of people for the runs API: by the device flow of the native app, with the scopes of each group's rights and
 * no others, and the claim `groups` that the API decides by. No token is refreshed. The claim comes with `openid`,
 * which only a person's token has. https://developer.okta.com/docs/guides/device-authorization-grant/main/
 */
export function createRunTokens(
  name: string,
  { serverId: authServerId, nativeApp, people, grants = [], after }: RunTokensArgs,
  opts: pulumi.ResourceOptions,
): void {
  if (people.length + grants.length === 0) {
    return;
  }
  new okta.auth.ServerClaim(
    `${name}-runs-groups`,
    {
      authServerId,
      name: "groups",
      claimType: "RESOURCE",
      valueType: "GROUPS",
      groupFilterType: "REGEX",
      value: exactNames([...new Set([...people.map(({ group }) => group), ...grants].map((group) => group.name))]),
      scopes: ["openid"],
      alwaysIncludeInToken: true,
    },
    opts,
  );
  const policy = new okta.auth.ServerPolicy(
    `${name}-people`,
    {
      authServerId,
      name: "people",
      description: "For people of the access map, on a terminal",
      priority: 2,
      clientWhitelists: [nativeApp.clientId],
    },
    { ...opts, dependsOn: [...after] },
  );
  let dependsOn: pulumi.Resource[] = [...after];
  for (const [index, { name: entry, group, may }] of people.entries()) {
    const rule = new okta.auth.ServerPolicyRule(
      `${name}-runs-${entry}`,
      {
        authServerId,
        policyId: policy.id,
        name: shorten(`app-of-apps.runs ${entry}`, RULE_NAME_LIMIT),
        priority: index + 1,
        grantTypeWhitelists: [DEVICE_GRANT],
        groupWhitelists: [group.id],
        scopeWhitelists: ["openid", ...may.map((grant) => RUN_SCOPES[grant])],
        accessTokenLifetimeMinutes: TOKEN_MINUTES,
      },
      // One after another, so that each has the priority that it asks for.
      { ...opts, dependsOn },
    );
    dependsOn = [rule];
  }
  if (grants.length === 0) {
    return;
  }
  const scope = new okta.auth.ServerScope(
    `${name}-grants`,
    {
      authServerId,
      name: GRANTS_SCOPE,
      description: "Ask for grants and answer",
      consent: "IMPLICIT",
      metadataPublish: "NO_CLIENTS",
    },
    opts,
  );
  new okta.auth.ServerPolicyRule(
    `${name}-grants`,
    {
      authServerId,
      policyId: policy.id,
      name: "app-of-apps.grants",
      priority: people.length + 1,
      grantTypeWhitelists: [DEVICE_GRANT],
      groupWhitelists: grants.map(({ id }) => id),
      scopeWhitelists: ["openid", GRANTS_SCOPE],
      accessTokenLifetimeMinutes: TOKEN_MINUTES,
    },
    { ...opts, dependsOn: [...dependsOn, scope] },
  );
}
