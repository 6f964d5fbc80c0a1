import { type Action, type Actions, list, none } from "../action";
import { ApiError } from "../errors";
import { addMember, applyRules, removeByHand } from "../membership";
import type { Org } from "../org";
import { groupOf } from "./groups";
import { sent, userOf } from "./users";

const byHand =
  (change: (org: Org, groupId: string, userId: string) => void): Action =>
  (org, call) => {
    const group = groupOf(org, call);
    if (group.type === "BUILT_IN") {
      throw new ApiError(403, "E0000022", "The endpoint does not support the provided HTTP method");
    }
    const user = userOf(org, call);
    change(org, group.id, user.id);
    applyRules(org, user);
    return none;
  };

/** Members of groups: Okta API, "Group", assigned users. */
export const groupMembers: Actions = {
  "GET /api/v1/groups/:groupId/users": (org, call) => {
    const members = org.members.get(groupOf(org, call).id);
    return list([...org.users.values()].filter((user) => members?.has(user.id)).map(sent));
  },
  "PUT /api/v1/groups/:groupId/users/:userId": byHand(addMember),
  "DELETE /api/v1/groups/:groupId/users/:userId": byHand(removeByHand),
};
