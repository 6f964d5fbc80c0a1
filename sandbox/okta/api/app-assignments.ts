import { z } from "zod";
import { type Actions, type Call, list, none, ok, param, read } from "../action";
import { notFound } from "../errors";
import type { App, Assignment } from "../model";
import { type Org, timestamp } from "../org";
import { appOf } from "./apps";

const body = z.looseObject({
  priority: z.number().int().min(0).optional(),
  profile: z.record(z.string(), z.unknown()).nullish(),
});
const userBody = body.extend({ id: z.string() });

type Kind = "groups" | "users";

function assignmentsOf(org: Org, app: App, kind: Kind): Map<string, Assignment> {
  return (kind === "groups" ? org.appGroups : org.appUsers).get(app.id) ?? new Map();
}

function found(org: Org, call: Call, kind: Kind): Assignment {
  const id = param(call, "memberId");
  const assignment = assignmentsOf(org, appOf(org, call), kind).get(id);
  if (!assignment) {
    throw notFound(kind === "groups" ? "AppGroupAssignment" : "AppUser", id);
  }
  return assignment;
}

function assign(org: Org, call: Call, kind: Kind, id: string, given: z.infer<typeof body>): Assignment {
  const app = appOf(org, call);
  const user = org.users.get(id);
  if (kind === "groups" ? !org.groups.has(id) : !user || user.status === "DEPROVISIONED") {
    throw notFound(kind === "groups" ? "UserGroup" : "User", id);
  }
  const all = assignmentsOf(org, app, kind);
  const assignment: Assignment = {
    id,
    lastUpdated: timestamp(org),
    priority: given.priority ?? all.get(id)?.priority ?? all.size,
    profile: given.profile ?? {},
  };
  all.set(id, assignment);
  return assignment;
}

const common = (kind: Kind): Actions => ({
  [`GET /api/v1/apps/:appId/${kind}`]: (org, call) => {
    const all = [...assignmentsOf(org, appOf(org, call), kind).values()];
    return list(all.sort((left, right) => left.priority - right.priority));
  },
  [`GET /api/v1/apps/:appId/${kind}/:memberId`]: (org, call) => ok(found(org, call, kind)),
  [`DELETE /api/v1/apps/:appId/${kind}/:memberId`]: (org, call) => {
    assignmentsOf(org, appOf(org, call), kind).delete(found(org, call, kind).id);
    return none;
  },
});

/** Who may use an app: Okta API, "Application Groups" and "Application Users" (given by hand). */
export const appAssignments: Actions = {
  ...common("groups"),
  ...common("users"),
  "PUT /api/v1/apps/:appId/groups/:memberId": (org, call) =>
    ok(assign(org, call, "groups", param(call, "memberId"), read(body, call.body ?? {}))),
  "POST /api/v1/apps/:appId/users": (org, call) => {
    const given = read(userBody, call.body);
    return ok(assign(org, call, "users", given.id, given));
  },
};
