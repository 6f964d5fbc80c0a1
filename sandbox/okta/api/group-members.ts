import { type Action, list, none } from "../action";
import { ApiError } from "../errors";
import { addMember, applyRules, removeByHand } from "../membership";
import type { Group } from "../model";
import { groupOf } from "./groups";
import { sent, userOf } from "./users";

function refuseBuiltIn(group: Group): void {
  if (group.type === "BUILT_IN") {
    throw new ApiError(403, "E0000022", "The endpoint does not support the provided HTTP method");
  }
}

/** Members of groups: Okta API, "Group", assigned users. */
export const groupMembers: readonly Action[] = [
  {
    method: "GET",
    path: "/api/v1/groups/:groupId/users",
    run: (org, call) => {
      const members = org.members.get(groupOf(org, call).id);
      return list([...org.users.values()].filter((user) => members?.has(user.id)).map(sent));
    },
  },
  {
    method: "PUT",
    path: "/api/v1/groups/:groupId/users/:userId",
    run: (org, call) => {
      const group = groupOf(org, call);
      refuseBuiltIn(group);
      const user = userOf(org, call);
      addMember(org, group.id, user.id);
      applyRules(org, user);
      return none;
    },
  },
  {
    method: "DELETE",
    path: "/api/v1/groups/:groupId/users/:userId",
    run: (org, call) => {
      const group = groupOf(org, call);
      refuseBuiltIn(group);
      const user = userOf(org, call);
      removeByHand(org, group.id, user.id);
      applyRules(org, user);
      return none;
    },
  },
];
