import type { ServerClaimArgs, ServerPolicyArgs, ServerPolicyRuleArgs, ServerScopeArgs } from "@pulumi/okta/auth";
import type * as pulumi from "@pulumi/pulumi";
import { between, lengthFault, oneOf } from "../kit/faults";
import type { AnyHandler, Handler } from "../kit/handler";
import { handler } from "../kit/handler";
import { type Okta, type OktaObject, orGone, segment } from "./api";
import { at, texts } from "./values";

type Part<Inputs> = Pick<
  Handler<Okta, Inputs>,
  "type" | "supports" | "replaceOn" | "defaults" | "sets" | "autoName" | "validate" | "chosenByService"
> & {
  /** Address of the list that the part is in. */
  path(inputs: Partial<Inputs>): string;
  /** Names of what is around it, in the order of an import's id: `<server>/<id>`. */
  readonly around: readonly (keyof Inputs & string)[];
  body(inputs: Inputs): object;
  outputs(found: OktaObject): Record<string, unknown>;
};

/**
 * Scopes, claims, policies and rules are handled alike: an authorization server holds lists of them, and a name is
 * unique in its list.
 */
function part<Inputs extends { name?: string | undefined }>(definition: Part<Inputs>): AnyHandler<Okta> {
  const { around, body, outputs, path, ...rest } = definition;
  const itemPath = (inputs: Partial<Inputs>, id: string) => `${path(inputs)}/${segment(id)}`;
  return handler<Okta, Inputs>({
    ...rest,
    importId(id) {
      const ids = id.split("/");
      if (ids.length !== around.length + 1) {
        throw new Error(`An import id here is <${around.join(">/<")}>/<id>; it is ${JSON.stringify(id)}.`);
      }
      const known = Object.fromEntries(around.map((name, index) => [name, ids[index] ?? ""]));
      return { id: ids.at(-1) ?? "", known };
    },
    async existing({ service }, inputs) {
      const found = (await service.list(path(inputs))).find(
        (each) => each.name === inputs.name && each.system !== true,
      );
      return found && { id: found.id, mine: undefined };
    },
    async create({ service }, inputs) {
      return (await service.post(path(inputs), body(inputs))).id;
    },
    async read({ service }, id, known) {
      const found = await orGone(service.get(itemPath(known, id)));
      if (found === undefined) {
        return undefined;
      }
      return { ...Object.fromEntries(around.map((name) => [name, known[name]])), ...outputs(found) };
    },
    async update({ service }, id, { news }) {
      await service.put(itemPath(news, id), body(news));
    },
    async delete({ service }, id, recorded) {
      await orGone(service.delete(itemPath(recorded as Partial<Inputs>, id)));
    },
  });
}

const server = (id: string | undefined) => `/api/v1/authorizationServers/${segment(String(id))}`;
const STATUS = ["ACTIVE", "INACTIVE"];

/** Scopes; Okta API "Authorization Server Scopes". */
export const serverScope = part<pulumi.Unwrap<ServerScopeArgs>>({
  type: "okta:auth/serverScope:ServerScope",
  supports: ["authServerId", "consent", "default", "description", "displayName", "metadataPublish", "name", "optional"],
  replaceOn: ["authServerId"],
  defaults: { consent: "IMPLICIT", default: false, metadataPublish: "ALL_CLIENTS", optional: false },
  autoName: { longest: 100 },
  validate: (inputs) => [
    ...oneOf(inputs.consent, "consent", ["FLEXIBLE", "IMPLICIT", "REQUIRED"]),
    ...oneOf(inputs.metadataPublish, "metadataPublish", ["ALL_CLIENTS", "NO_CLIENTS"]),
  ],
  around: ["authServerId"],
  path: ({ authServerId }) => `${server(authServerId)}/scopes`,
  body: (inputs) => ({
    consent: inputs.consent ?? "IMPLICIT",
    default: inputs.default ?? false,
    description: inputs.description,
    displayName: inputs.displayName,
    metadataPublish: inputs.metadataPublish ?? "ALL_CLIENTS",
    name: inputs.name,
    optional: inputs.optional ?? false,
  }),
  outputs: (found) => ({
    consent: at(found, "consent") ?? "IMPLICIT",
    default: at(found, "default") ?? false,
    description: at(found, "description"),
    displayName: at(found, "displayName"),
    metadataPublish: at(found, "metadataPublish") ?? "ALL_CLIENTS",
    name: found.name,
    optional: at(found, "optional") ?? false,
    system: at(found, "system") ?? false,
  }),
});

/** Claims; Okta API "Authorization Server Claims". */
export const serverClaim = part<pulumi.Unwrap<ServerClaimArgs>>({
  type: "okta:auth/serverClaim:ServerClaim",
  supports: [
    "alwaysIncludeInToken",
    "authServerId",
    "claimType",
    "groupFilterType",
    "name",
    "scopes",
    "status",
    "value",
    "valueType",
  ],
  replaceOn: ["authServerId"],
  defaults: { alwaysIncludeInToken: true, status: "ACTIVE", valueType: "EXPRESSION" },
  sets: ["scopes"],
  autoName: { longest: 100 },
  validate: (inputs) => [
    ...oneOf(inputs.claimType, "claimType", ["IDENTITY", "RESOURCE"]),
    ...oneOf(inputs.groupFilterType, "groupFilterType", ["CONTAINS", "EQUALS", "REGEX", "STARTS_WITH"]),
    ...oneOf(inputs.status, "status", STATUS),
    ...oneOf(inputs.valueType, "valueType", ["EXPRESSION", "GROUPS"]),
  ],
  around: ["authServerId"],
  path: ({ authServerId }) => `${server(authServerId)}/claims`,
  body: (inputs) => ({
    alwaysIncludeInToken: inputs.alwaysIncludeInToken ?? true,
    claimType: inputs.claimType,
    conditions: { scopes: inputs.scopes ?? [] },
    group_filter_type: inputs.groupFilterType,
    name: inputs.name,
    status: inputs.status ?? "ACTIVE",
    value: inputs.value,
    valueType: inputs.valueType ?? "EXPRESSION",
  }),
  outputs: (found) => ({
    alwaysIncludeInToken: found.alwaysIncludeInToken,
    claimType: found.claimType,
    groupFilterType: at(found, "group_filter_type"),
    name: found.name,
    scopes: texts(at(found, "conditions.scopes")),
    status: found.status,
    value: found.value,
    valueType: found.valueType,
  }),
});

/** Access policies; Okta API "Authorization Server Policies". */
export const serverPolicy = part<pulumi.Unwrap<ServerPolicyArgs>>({
  type: "okta:auth/serverPolicy:ServerPolicy",
  supports: ["authServerId", "clientWhitelists", "description", "name", "priority", "status"],
  replaceOn: ["authServerId"],
  defaults: { status: "ACTIVE" },
  sets: ["clientWhitelists"],
  autoName: { longest: 100 },
  validate: (inputs) => oneOf(inputs.status, "status", STATUS),
  around: ["authServerId"],
  path: ({ authServerId }) => `${server(authServerId)}/policies`,
  body: (inputs) => ({
    type: "OAUTH_AUTHORIZATION_POLICY",
    conditions: { clients: { include: inputs.clientWhitelists } },
    description: inputs.description,
    name: inputs.name,
    priority: inputs.priority,
    status: inputs.status ?? "ACTIVE",
  }),
  outputs: (found) => ({
    clientWhitelists: texts(at(found, "conditions.clients.include")),
    description: at(found, "description") ?? "",
    name: found.name,
    priority: found.priority,
    status: found.status,
  }),
});

/** Rules of access policies; Okta API "Authorization Server Rules". */
export const serverPolicyRule = part<pulumi.Unwrap<ServerPolicyRuleArgs>>({
  type: "okta:auth/serverPolicyRule:ServerPolicyRule",
  supports: [
    "accessTokenLifetimeMinutes",
    "authServerId",
    "grantTypeWhitelists",
    "groupBlacklists",
    "groupWhitelists",
    "name",
    "policyId",
    "priority",
    "refreshTokenLifetimeMinutes",
    "refreshTokenWindowMinutes",
    "scopeWhitelists",
    "status",
    "type",
    "userBlacklists",
    "userWhitelists",
  ],
  replaceOn: ["authServerId", "policyId"],
  defaults: {
    accessTokenLifetimeMinutes: 60,
    refreshTokenWindowMinutes: 10_080,
    status: "ACTIVE",
    type: "RESOURCE_ACCESS",
  },
  chosenByService: ["refreshTokenLifetimeMinutes"],
  sets: [
    "grantTypeWhitelists",
    "groupBlacklists",
    "groupWhitelists",
    "scopeWhitelists",
    "userBlacklists",
    "userWhitelists",
  ],
  autoName: { longest: 50 },
  validate: (inputs) => [
    ...lengthFault(inputs.name, "name", 50),
    ...between(inputs.accessTokenLifetimeMinutes, "accessTokenLifetimeMinutes", 5, 1440, " minutes"),
    ...oneOf(inputs.status, "status", STATUS),
  ],
  around: ["authServerId", "policyId"],
  path: ({ authServerId, policyId }) => `${server(authServerId)}/policies/${segment(String(policyId))}/rules`,
  body: (inputs) => ({
    type: inputs.type ?? "RESOURCE_ACCESS",
    actions: {
      token: {
        accessTokenLifetimeMinutes: inputs.accessTokenLifetimeMinutes ?? 60,
        refreshTokenLifetimeMinutes: inputs.refreshTokenLifetimeMinutes,
        refreshTokenWindowMinutes: inputs.refreshTokenWindowMinutes ?? 10_080,
      },
    },
    conditions: {
      grantTypes: { include: inputs.grantTypeWhitelists },
      people: {
        groups: { exclude: inputs.groupBlacklists ?? [], include: inputs.groupWhitelists ?? [] },
        users: { exclude: inputs.userBlacklists ?? [], include: inputs.userWhitelists ?? [] },
      },
      scopes: { include: inputs.scopeWhitelists ?? [] },
    },
    name: inputs.name,
    priority: inputs.priority,
    status: inputs.status ?? "ACTIVE",
  }),
  outputs: (found) => ({
    accessTokenLifetimeMinutes: at(found, "actions.token.accessTokenLifetimeMinutes"),
    grantTypeWhitelists: texts(at(found, "conditions.grantTypes.include")),
    groupBlacklists: texts(at(found, "conditions.people.groups.exclude")),
    groupWhitelists: texts(at(found, "conditions.people.groups.include")),
    name: found.name,
    priority: found.priority,
    refreshTokenLifetimeMinutes: at(found, "actions.token.refreshTokenLifetimeMinutes"),
    refreshTokenWindowMinutes: at(found, "actions.token.refreshTokenWindowMinutes"),
    scopeWhitelists: texts(at(found, "conditions.scopes.include")),
    status: found.status,
    system: at(found, "system") ?? false,
    type: found.type,
    userBlacklists: texts(at(found, "conditions.people.users.exclude")),
    userWhitelists: texts(at(found, "conditions.people.users.include")),
  }),
});
