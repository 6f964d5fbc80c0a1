import { z } from "zod";
import { type Actions, type Call, created, none, ok, param, read } from "../action";
import { invalid, notFound } from "../errors";
import type { AdminRole, ResourceSet } from "../model";
import { appByClientId, newId, type Org, timestamp } from "../org";

const labels = { label: z.string().min(1).max(255), description: z.string().min(1).max(255) };
const roleBody = z.looseObject({ ...labels, permissions: z.array(z.string()).min(1) });
const setBody = z.looseObject({ ...labels, resources: z.array(z.string()).min(1) });
const assignmentBody = z.looseObject({
  type: z.literal("CUSTOM", "The embedded org assigns custom roles only"),
  role: z.string(),
  "resource-set": z.string(),
});

/**
 * Permissions that the embedded org acts on; a larger one includes the smaller.
 * https://developer.okta.com/docs/api/openapi/okta-management/guides/permissions
 */
export const PERMISSIONS = [
  "okta.apps.read",
  "okta.apps.manage",
  "okta.groups.read",
  "okta.groups.members.manage",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Permissions that include another. */
const INCLUDING: Readonly<Partial<Record<Permission, Permission>>> = { "okta.apps.read": "okta.apps.manage" };

function found<T>(items: ReadonlyMap<string, T>, call: Call, name: string, kind: string): T {
  const item = items.get(param(call, name));
  if (item === undefined) {
    throw notFound(kind, param(call, name));
  }
  return item;
}

/** Whether a custom role of a client includes the permission on an object, by the object's URL below the org's. */
export function mayAdminister(org: Org, clientId: string, permission: Permission, path: string): boolean {
  return [...org.roleAssignments.values()].some((assignment) => {
    const role = org.adminRoles.get(assignment.role ?? "");
    const resources = org.resourceSets.get(assignment["resource-set"] ?? "")?.resources.values() ?? [];
    const granted = role?.permissions.some((one) => one === permission || one === INCLUDING[permission]);
    return assignment.clientId === clientId && granted === true && [...resources].includes(`${org.url}${path}`);
  });
}

function storeRole(org: Org, call: Call, existing?: AdminRole): AdminRole {
  const { label, description, permissions } = read(roleBody, call.body);
  const unknown = permissions.find((permission) => !PERMISSIONS.some((known) => known === permission));
  if (unknown !== undefined) {
    throw invalid("permissions", `permissions: The embedded org knows ${PERMISSIONS.join(", ")}, not ${unknown}`);
  }
  const time = timestamp(org);
  const fields = { label, description, permissions, lastUpdated: time };
  const role = existing ? Object.assign(existing, fields) : { id: newId("cr0"), created: time, ...fields };
  org.adminRoles.set(role.id, role);
  return role;
}

const sentSet = ({ resources: _, ...visible }: ResourceSet) => visible;

const roles: Actions = {
  "GET /api/v1/iam/roles": (org) => ok({ roles: [...org.adminRoles.values()] }),
  "POST /api/v1/iam/roles": (org, call) => ok(storeRole(org, call)),
  "GET /api/v1/iam/roles/:roleId": (org, call) => ok(found(org.adminRoles, call, "roleId", "Role")),
  "PUT /api/v1/iam/roles/:roleId": (org, call) =>
    ok(storeRole(org, call, found(org.adminRoles, call, "roleId", "Role"))),
  "DELETE /api/v1/iam/roles/:roleId": (org, call) => {
    org.adminRoles.delete(found(org.adminRoles, call, "roleId", "Role").id);
    return none;
  },
};

const sets: Actions = {
  "GET /api/v1/iam/resource-sets": (org) => ok({ "resource-sets": [...org.resourceSets.values()].map(sentSet) }),
  "POST /api/v1/iam/resource-sets": (org, call) => {
    const { label, description, resources } = read(setBody, call.body);
    const isThere = (resource: string) =>
      org.apps.has(resource.replace(`${org.url}/api/v1/apps/`, "")) ||
      org.groups.has(resource.replace(`${org.url}/api/v1/groups/`, ""));
    const wrong = resources.find((resource) => !isThere(resource));
    if (wrong !== undefined) {
      throw invalid("resources", `resources: The embedded org binds roles to single apps and groups; ${wrong} is none`);
    }
    const time = timestamp(org);
    const entries = resources.map((resource): [string, string] => [newId("ire"), resource]);
    const set = {
      id: newId("iam"),
      created: time,
      lastUpdated: time,
      label,
      description,
      resources: new Map(entries),
    };
    org.resourceSets.set(set.id, set);
    return ok(sentSet(set));
  },
  "GET /api/v1/iam/resource-sets/:setId": (org, call) =>
    ok(sentSet(found(org.resourceSets, call, "setId", "ResourceSet"))),
  "GET /api/v1/iam/resource-sets/:setId/resources": (org, call) => {
    const { resources } = found(org.resourceSets, call, "setId", "ResourceSet");
    return ok({ resources: [...resources].map(([id, href]) => ({ id, _links: { self: { href } } })) });
  },
  "DELETE /api/v1/iam/resource-sets/:setId": (org, call) => {
    org.resourceSets.delete(found(org.resourceSets, call, "setId", "ResourceSet").id);
    return none;
  },
};

const CLIENT_ROLES = "/oauth2/v1/clients/:clientId/roles";

function clientOf(org: Org, call: Call): string {
  const clientId = param(call, "clientId");
  if (!appByClientId(org, clientId)) {
    throw notFound("PublicClientApp", clientId);
  }
  return clientId;
}

const assignments: Actions = {
  [`GET ${CLIENT_ROLES}`]: (org, call) =>
    ok([...org.roleAssignments.values()].filter(({ clientId }) => clientId === clientOf(org, call))),
  [`POST ${CLIENT_ROLES}`]: (org, call) => {
    const clientId = clientOf(org, call);
    const given = read(assignmentBody, call.body);
    const role = org.adminRoles.get(given.role);
    if (!role || !org.resourceSets.has(given["resource-set"])) {
      throw invalid("role", "role: The role or the resource set does not exist");
    }
    const time = timestamp(org);
    const made = {
      id: newId("irb"),
      created: time,
      lastUpdated: time,
      clientId,
      type: given.type,
      label: role.label,
      status: "ACTIVE" as const,
      role: role.id,
      "resource-set": given["resource-set"],
    };
    org.roleAssignments.set(made.id, made);
    return created(made);
  },
  [`GET ${CLIENT_ROLES}/:assignmentId`]: (org, call) =>
    ok(found(org.roleAssignments, call, "assignmentId", "RoleAssignment")),
  [`DELETE ${CLIENT_ROLES}/:assignmentId`]: (org, call) => {
    org.roleAssignments.delete(found(org.roleAssignments, call, "assignmentId", "RoleAssignment").id);
    return none;
  },
};

/**
 * Custom administrator roles, what they are bound to, and who has them: Okta API, "Roles", "Resource Sets" and "Client
 * Role Assignments".
 */
export const adminRoles: Actions = { ...roles, ...sets, ...assignments };
