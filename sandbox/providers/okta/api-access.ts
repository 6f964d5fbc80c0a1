import type { AdminRoleCustomArgs, AppOauthApiScopeArgs, ResourceSetArgs } from "@pulumi/okta";
import type { OauthRoleAssignmentArgs } from "@pulumi/okta/app";
import type * as pulumi from "@pulumi/pulumi";
import { lengthFault, oneOf } from "../kit/faults";
import { handler } from "../kit/handler";
import { isList, isRecord, type Value } from "../kit/values";
import { type Okta, type OktaObject, orGone, segment } from "./api";
import { at, texts } from "./values";

type ScopeInputs = pulumi.Unwrap<AppOauthApiScopeArgs>;
type RoleInputs = pulumi.Unwrap<AdminRoleCustomArgs>;
type SetInputs = pulumi.Unwrap<ResourceSetArgs>;
type AssignmentInputs = pulumi.Unwrap<OauthRoleAssignmentArgs>;

const grants = (appId: string) => `/api/v1/apps/${segment(appId)}/grants`;

/** Scopes of the org's API that one app is allowed to request; the id is the app's. Okta API "Application Grants". */
export const appOauthApiScope = handler<Okta, ScopeInputs>({
  type: "okta:index/appOauthApiScope:AppOauthApiScope",
  supports: ["appId", "issuer", "scopes"],
  replaceOn: ["appId", "issuer"],
  sets: ["scopes"],
  async create({ service }, { appId, issuer, scopes }) {
    const granted = texts((await service.list(grants(appId))).map(({ scopeId }) => scopeId ?? ""));
    for (const scopeId of scopes.filter((scope) => !granted?.includes(scope))) {
      await service.post(grants(appId), { scopeId, issuer });
    }
    return appId;
  },
  async read({ service }, id) {
    const found = await orGone(service.list(grants(id)));
    const first = found?.[0];
    return first && { appId: id, issuer: first.issuer, scopes: found.map(({ scopeId }) => scopeId) };
  },
  async update({ service }, id, { news }) {
    const found = await service.list(grants(id));
    for (const grant of found.filter(({ scopeId }) => !news.scopes.includes(String(scopeId)))) {
      await orGone(service.delete(`${grants(id)}/${segment(grant.id)}`));
    }
    for (const scopeId of news.scopes.filter((scope) => !found.some((grant) => grant.scopeId === scope))) {
      await service.post(grants(id), { scopeId, issuer: news.issuer });
    }
  },
  async delete({ service }, id) {
    for (const grant of (await orGone(service.list(grants(id)))) ?? []) {
      await orGone(service.delete(`${grants(id)}/${segment(grant.id)}`));
    }
  },
});

const ROLES = "/api/v1/iam/roles";
const SETS = "/api/v1/iam/resource-sets";

/** Members of an answer that holds a list under a name, as the calls below /iam do. */
function listed(answer: OktaObject, name: string): OktaObject[] {
  const items: Value | undefined = answer[name];
  return isList(items) ? items.filter((item): item is OktaObject => isRecord(item)) : [];
}

const labelFaults = (inputs: { label: string; description: string }) => [
  ...lengthFault(inputs.label, "label", 255),
  ...lengthFault(inputs.description, "description", 255),
];

/** Custom administrator roles; Okta API "Roles". */
export const adminRoleCustom = handler<Okta, RoleInputs>({
  type: "okta:index/adminRoleCustom:AdminRoleCustom",
  supports: ["description", "label", "permissions"],
  replaceOn: [],
  sets: ["permissions"],
  validate: labelFaults,
  async existing({ service }, { label }) {
    const found = listed(await service.get(ROLES), "roles").find((role) => role.label === label);
    return found && { id: found.id, mine: undefined };
  },
  async create({ service }, inputs) {
    return (await service.post(ROLES, inputs)).id;
  },
  async read({ service }, id) {
    const found = await orGone(service.get(`${ROLES}/${segment(id)}`));
    return found && { description: found.description, label: found.label, permissions: texts(found.permissions) };
  },
  async update({ service }, id, { news }) {
    await service.put(`${ROLES}/${segment(id)}`, news);
  },
  async delete({ service }, id) {
    await orGone(service.delete(`${ROLES}/${segment(id)}`));
  },
});

/** What a custom role is bound to; Okta API "Resource Sets". */
export const resourceSet = handler<Okta, SetInputs>({
  type: "okta:index/resourceSet:ResourceSet",
  supports: ["description", "label", "resources"],
  replaceOn: ["description", "label", "resources"],
  sets: ["resources"],
  validate: labelFaults,
  async existing({ service }, { label }) {
    const found = listed(await service.get(SETS), "resource-sets").find((set) => set.label === label);
    return found && { id: found.id, mine: undefined };
  },
  async create({ service }, { label, description, resources }) {
    return (await service.post(SETS, { label, description, resources: resources ?? [] })).id;
  },
  async read({ service }, id) {
    const found = await orGone(service.get(`${SETS}/${segment(id)}`));
    if (found === undefined) {
      return undefined;
    }
    const resources = listed(await service.get(`${SETS}/${segment(id)}/resources`), "resources");
    return {
      description: found.description,
      label: found.label,
      resources: resources.map((resource) => at(resource, "_links.self.href")),
    };
  },
  async delete({ service }, id) {
    await orGone(service.delete(`${SETS}/${segment(id)}`));
  },
});

const clientRoles = (clientId: string) => `/oauth2/v1/clients/${segment(clientId)}/roles`;

/** A custom administrator role of a client; Okta API "Client Role Assignments". */
export const oauthRoleAssignment = handler<Okta, AssignmentInputs>({
  type: "okta:app/oauthRoleAssignment:OauthRoleAssignment",
  supports: ["clientId", "resourceSet", "role", "type"],
  replaceOn: ["clientId", "resourceSet", "role", "type"],
  validate: ({ type }) => oneOf(type, "type", ["CUSTOM"]),
  async create({ service }, { clientId, resourceSet: set, role, type }) {
    return (await service.post(clientRoles(clientId), { type, role, "resource-set": set })).id;
  },
  async read({ service }, id, { clientId }) {
    const found = await orGone(service.get(`${clientRoles(String(clientId))}/${segment(id)}`));
    return (
      found && {
        clientId,
        label: found.label,
        resourceSet: found["resource-set"],
        role: found.role,
        status: found.status,
        type: found.type,
      }
    );
  },
  async delete({ service }, id, { clientId }) {
    await orGone(service.delete(`${clientRoles(String(clientId))}/${segment(id)}`));
  },
});
