import { evaluate, type Scope } from "./expression/evaluate";
import { parseExpression } from "./expression/parse";
import type { GroupRule, User } from "./model";
import { groupsOf, type Org, timestamp } from "./org";

const DIRECT = "direct";

export function addMember(org: Org, groupId: string, userId: string, source: string = DIRECT): void {
  const members = org.members.get(groupId);
  const group = org.groups.get(groupId);
  if (!members || !group) {
    return;
  }
  const sources = members.get(userId) ?? new Set();
  sources.add(source);
  members.set(userId, sources);
  group.lastMembershipUpdated = timestamp(org);
}

/** Removes one reason, and the member with the last of them. */
export function dropSource(org: Org, groupId: string, userId: string, source: string): void {
  const sources = org.members.get(groupId)?.get(userId);
  if (sources?.delete(source) && sources.size === 0) {
    removeMember(org, groupId, userId);
  }
}

function removeMember(org: Org, groupId: string, userId: string): void {
  const group = org.groups.get(groupId);
  if (org.members.get(groupId)?.delete(userId) && group) {
    group.lastMembershipUpdated = timestamp(org);
  }
}

/**
 * An administrator removes a member by hand: rules that put the user there get an exclusion for that user, so
 * that the user stays out (Okta, "About group rules").
 */
export function removeByHand(org: Org, groupId: string, userId: string): void {
  for (const source of org.members.get(groupId)?.get(userId) ?? []) {
    const rule = org.rules.get(source);
    if (rule) {
      const excluded = rule.conditions.people?.users?.exclude ?? [];
      rule.conditions.people = { users: { exclude: [...new Set([...excluded, userId])] } };
    }
  }
  removeMember(org, groupId, userId);
}

/** Applies one active rule to one user, both ways. At Okta this lasts seconds, here no time. */
function applyRule(org: Org, rule: GroupRule, user: User): void {
  if (rule.status !== "ACTIVE") {
    return;
  }
  const excluded = rule.conditions.people?.users?.exclude?.includes(user.id) ?? false;
  const matches =
    user.status !== "DEPROVISIONED" &&
    !excluded &&
    evaluate(parseExpression(rule.conditions.expression.value), ruleScope(org, user)) === true;
  for (const groupId of rule.actions.assignUserToGroups.groupIds) {
    if (matches) {
      addMember(org, groupId, user.id, rule.id);
    } else {
      dropSource(org, groupId, user.id, rule.id);
    }
  }
}

export function applyRules(org: Org, user: User): void {
  for (const rule of org.rules.values()) {
    applyRule(org, rule, user);
  }
}

export function applyToAll(org: Org, rule: GroupRule): void {
  for (const user of org.users.values()) {
    applyRule(org, rule, user);
  }
}

/** Rules do not cascade: only memberships given by hand count in isMemberOf functions. */
function ruleScope(org: Org, user: User): Scope {
  const direct = groupsOf(org, user.id).filter((group) => org.members.get(group.id)?.get(user.id)?.has(DIRECT));
  return {
    roots: { user: user.profile },
    member: { ids: direct.map((group) => group.id), names: direct.map((group) => group.profile.name) },
  };
}
