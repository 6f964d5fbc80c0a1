import { z } from "zod";
import { type Actions, type Call, param, read } from "../action";
import { invalid, notFound } from "../errors";
import type { Policy, PolicyRule } from "../model";
import { appByClientId, newId, type Org, timestamp } from "../org";
import { type Collection, collection, itemLifecycle } from "./collection";
import { serverOf } from "./servers";

const policyBody = z.looseObject({
  type: z.literal("OAUTH_AUTHORIZATION_POLICY").default("OAUTH_AUTHORIZATION_POLICY"),
  name: z.string().min(1).max(100),
  description: z.string().max(1000).nullish(),
  priority: z.number().int().min(1).optional(),
  status: z.enum(["ACTIVE", "INACTIVE"]).default("ACTIVE"),
  conditions: z.looseObject({ clients: z.looseObject({ include: z.array(z.string()).min(1) }) }),
});

/** Policies map to `{policy, rules}`; the collection shows and replaces the policy alone. */
class PolicyView extends Map<string, Policy> {
  constructor(readonly of: ReturnType<typeof serverOf>["policies"]) {
    super([...of].map(([id, { policy }]) => [id, policy]));
  }

  override set(id: string, policy: Policy): this {
    // The Map constructor calls this before the field is there.
    this.of?.set(id, { policy, rules: this.of.get(id)?.rules ?? new Map() });
    return super.set(id, policy);
  }

  override delete(id: string): boolean {
    this.of.delete(id);
    return super.delete(id);
  }
}

const policiesOf: Collection<Policy> = {
  path: "/api/v1/authorizationServers/:serverId/policies",
  kind: "Policy",
  items: (org, call) => new PolicyView(serverOf(org, call).policies),
  sorted: (left, right) => left.priority - right.priority,
  store: (org, call, existing) => {
    const given = read(policyBody, call.body);
    const { policies } = serverOf(org, call);
    const clients = given.conditions.clients.include;
    const unknown = clients.find((id) => id !== "ALL_CLIENTS" && !appByClientId(org, id));
    if (unknown !== undefined) {
      throw invalid("conditions", `conditions.clients.include: Invalid client ${unknown}`);
    }
    const time = timestamp(org);
    const fields = {
      name: given.name,
      description: given.description ?? null,
      priority: given.priority ?? existing?.priority ?? policies.size + 1,
      status: given.status,
      conditions: { clients: { include: clients } },
      lastUpdated: time,
    };
    return existing
      ? Object.assign(existing, fields)
      : { id: newId("00p"), type: given.type, system: false, created: time, ...fields };
  },
};

const minutes = (least: number, most: number) => z.number().int().min(least).max(most);
const people = z.looseObject({ include: z.array(z.string()).optional(), exclude: z.array(z.string()).optional() });
const ruleBody = z.looseObject({
  type: z.literal("RESOURCE_ACCESS").default("RESOURCE_ACCESS"),
  name: z.string().min(1).max(50),
  priority: z.number().int().min(1).optional(),
  status: z.enum(["ACTIVE", "INACTIVE"]).default("ACTIVE"),
  conditions: z.looseObject({
    people: z.looseObject({ users: people.optional(), groups: people.optional() }).optional(),
    grantTypes: z.looseObject({ include: z.array(z.string()).min(1) }),
    scopes: z.looseObject({ include: z.array(z.string()).min(1) }),
  }),
  actions: z
    .looseObject({
      token: z
        .looseObject({
          accessTokenLifetimeMinutes: minutes(5, 1440).optional(),
          refreshTokenLifetimeMinutes: z.number().int().min(0).optional(),
          refreshTokenWindowMinutes: z.number().int().min(0).optional(),
        })
        .optional(),
    })
    .optional(),
});

function rulesOf(org: Org, call: Call): Map<string, PolicyRule> {
  const policy = serverOf(org, call).policies.get(param(call, "policyId"));
  if (!policy) {
    throw notFound("Policy", param(call, "policyId"));
  }
  return policy.rules;
}

function checkRule(org: Org, call: Call, rule: z.infer<typeof ruleBody>): void {
  const known = new Set([...serverOf(org, call).scopes.values()].map((scope) => scope.name));
  const scope = rule.conditions.scopes.include.find((name) => name !== "*" && !known.has(name));
  if (scope !== undefined) {
    throw invalid("conditions", `conditions.scopes.include: Invalid scope ${scope}`);
  }
  const groups = rule.conditions.people?.groups;
  const group = [...(groups?.include ?? []), ...(groups?.exclude ?? [])].find(
    (id) => id !== "EVERYONE" && !org.groups.has(id),
  );
  if (group !== undefined) {
    throw invalid("conditions", `conditions.people.groups: Invalid group ${group}`);
  }
}

const policyRulesOf: Collection<PolicyRule> = {
  path: "/api/v1/authorizationServers/:serverId/policies/:policyId/rules",
  kind: "PolicyRule",
  items: rulesOf,
  sorted: (left, right) => left.priority - right.priority,
  store: (org, call, existing) => {
    const given = read(ruleBody, call.body);
    checkRule(org, call, given);
    const time = timestamp(org);
    const token = given.actions?.token;
    const fields = {
      name: given.name,
      priority: given.priority ?? existing?.priority ?? rulesOf(org, call).size + 1,
      status: given.status,
      conditions: {
        people: { users: given.conditions.people?.users ?? {}, groups: given.conditions.people?.groups ?? {} },
        grantTypes: { include: given.conditions.grantTypes.include },
        scopes: { include: given.conditions.scopes.include },
      },
      actions: {
        token: {
          ...token,
          accessTokenLifetimeMinutes: token?.accessTokenLifetimeMinutes ?? 60,
          refreshTokenLifetimeMinutes: token?.refreshTokenLifetimeMinutes ?? 0,
          refreshTokenWindowMinutes: token?.refreshTokenWindowMinutes ?? 10_080,
        },
      },
      lastUpdated: time,
    };
    return existing
      ? Object.assign(existing, fields)
      : { id: newId("0pr"), type: given.type, system: false, created: time, ...fields };
  },
};

/** Access policies of a server and their rules: Okta API, "Authorization Server Policies" and "... Rules". */
export const policies: Actions = {
  ...collection(policiesOf),
  ...itemLifecycle(policiesOf),
  ...collection(policyRulesOf),
  ...itemLifecycle(policyRulesOf),
};
