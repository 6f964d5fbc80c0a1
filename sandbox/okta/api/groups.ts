import { z } from "zod";
import { type Actions, type Call, list, none, ok, param, read } from "../action";
import { ApiError, invalid, notFound } from "../errors";
import type { Group } from "../model";
import { newId, type Org, timestamp } from "../org";
import { matching } from "../search";

const body = z.looseObject({
  profile: z.object({
    name: z.string().min(1, "The field cannot be left blank").max(255),
    description: z.string().max(1024).nullish(),
  }),
});

export function groupOf(org: Org, call: Call): Group {
  const id = param(call, "groupId");
  const group = org.groups.get(id);
  if (!group) {
    throw notFound("UserGroup", id);
  }
  return group;
}

function ownGroup(org: Org, call: Call): Group {
  const group = groupOf(org, call);
  if (group.type === "BUILT_IN") {
    throw new ApiError(403, "E0000038", "This operation is not allowed in the user's current status.");
  }
  return group;
}

function checkName(org: Org, name: string, except?: string): void {
  if ([...org.groups.values()].some((group) => group.profile.name === name && group.id !== except)) {
    throw invalid("name", "name: An object with this field already exists in the current organization");
  }
}

/** Groups: Okta API, "Group" (https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Group/). */
export const groups: Actions = {
  "GET /api/v1/groups": (org, call) => {
    const q = call.query.q?.toLowerCase();
    const all = [...org.groups.values()].filter((group) => !q || group.profile.name.toLowerCase().startsWith(q));
    return list(matching(all, call.query));
  },
  "POST /api/v1/groups": (org, call) => {
    const { profile } = read(body, call.body);
    checkName(org, profile.name);
    const time = timestamp(org);
    const group: Group = {
      id: newId("00g"),
      created: time,
      lastUpdated: time,
      lastMembershipUpdated: time,
      type: "OKTA_GROUP",
      profile: { name: profile.name, description: profile.description ?? null },
    };
    org.groups.set(group.id, group);
    org.members.set(group.id, new Map());
    return ok(group);
  },
  "GET /api/v1/groups/:groupId": (org, call) => ok(groupOf(org, call)),
  "PUT /api/v1/groups/:groupId": (org, call) => {
    const group = ownGroup(org, call);
    const { profile } = read(body, call.body);
    checkName(org, profile.name, group.id);
    group.profile = { name: profile.name, description: profile.description ?? null };
    group.lastUpdated = timestamp(org);
    return ok(group);
  },
  "DELETE /api/v1/groups/:groupId": (org, call) => {
    const group = ownGroup(org, call);
    org.groups.delete(group.id);
    org.members.delete(group.id);
    for (const assigned of org.appGroups.values()) {
      assigned.delete(group.id);
    }
    for (const rule of org.rules.values()) {
      const { groupIds } = rule.actions.assignUserToGroups;
      rule.actions.assignUserToGroups.groupIds = groupIds.filter((id) => id !== group.id);
    }
    return none;
  },
};
