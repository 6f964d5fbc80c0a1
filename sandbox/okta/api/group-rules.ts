import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { type Actions, type Call, lifecycle, list, none, ok, param, read } from "../action";
import { BASE_ATTRIBUTES } from "../attributes";
import { ApiError, invalid, notFound } from "../errors";
import { checkNames, isCondition } from "../expression/evaluate";
import { ExpressionError, parseExpression } from "../expression/parse";
import { applyToAll, dropSource } from "../membership";
import type { GroupRule } from "../model";
import { newId, type Org, timestamp } from "../org";

const MAXIMUM_RULES = 2000;
/**
 * How long a creation holds the lock, in milliseconds: long enough to meet a second one that was sent at the same time.
 */
const LOCK_MS = 50;
const locked = new WeakSet<Org>();

const body = z.looseObject({
  type: z.literal("group_rule").default("group_rule"),
  name: z.string().min(1, "The field cannot be left blank").max(50, "The field is too long"),
  conditions: z.object({
    expression: z.object({
      value: z.string().min(1),
      type: z.literal("urn:okta:expression:1.0").default("urn:okta:expression:1.0"),
    }),
    people: z.looseObject({ users: z.object({ exclude: z.array(z.string()).optional() }).optional() }).optional(),
  }),
  actions: z.object({
    assignUserToGroups: z.object({ groupIds: z.array(z.string()).min(1).max(100, "At most 100 groups per rule") }),
  }),
});

function ruleOf(org: Org, call: Call): GroupRule {
  const id = param(call, "ruleId");
  const rule = org.rules.get(id);
  if (!rule) {
    throw notFound("GroupRule", id);
  }
  return rule;
}

function check(org: Org, rule: z.infer<typeof body>, except?: string): void {
  if ([...org.rules.values()].some((other) => other.name === rule.name && other.id !== except)) {
    throw invalid("name", "name: Group rule name already exists");
  }
  try {
    const expression = parseExpression(rule.conditions.expression.value);
    checkNames(expression, { user: new Set([...BASE_ATTRIBUTES, ...org.userAttributes.keys()]) });
    if (!isCondition(expression)) {
      throw new ExpressionError("the expression must be a condition that is true or false");
    }
  } catch (error) {
    if (error instanceof ExpressionError) {
      throw invalid("expression", `conditions.expression.value: Invalid expression: ${error.message}`);
    }
    throw error;
  }
  for (const id of rule.actions.assignUserToGroups.groupIds) {
    if (org.groups.get(id)?.type !== "OKTA_GROUP") {
      throw invalid("groupIds", `actions.assignUserToGroups.groupIds: Invalid group ${id}`);
    }
  }
}

/** Two creations at a time are refused, as a real org does while it reconciles its priorities. */
async function exclusively<T>(org: Org, work: () => T): Promise<T> {
  if (locked.has(org)) {
    throw new ApiError(423, "E0000239", "Policy lock exception", [
      "Policy priorities are being reconciled. Please try again later.",
    ]);
  }
  locked.add(org);
  try {
    await wait(LOCK_MS);
    return work();
  } finally {
    locked.delete(org);
  }
}

/** Group rules: Okta API, "Group Rule". */
export const groupRules: Actions = {
  "GET /api/v1/groups/rules": (org) => list([...org.rules.values()]),
  "POST /api/v1/groups/rules": (org, call) =>
    exclusively(org, () => {
      const { name, conditions, actions } = read(body, call.body);
      check(org, { type: "group_rule", name, conditions, actions });
      if (org.rules.size >= MAXIMUM_RULES) {
        throw invalid("groupRules", `The org already has ${MAXIMUM_RULES} group rules`);
      }
      const time = timestamp(org);
      const id = newId("0pr");
      const rule: GroupRule = {
        id,
        type: "group_rule",
        status: "INACTIVE",
        name,
        created: time,
        lastUpdated: time,
        conditions,
        actions,
      };
      org.rules.set(id, rule);
      return ok(rule);
    }),
  "GET /api/v1/groups/rules/:ruleId": (org, call) => ok(ruleOf(org, call)),
  "PUT /api/v1/groups/rules/:ruleId": (org, call) => {
    const rule = ruleOf(org, call);
    if (rule.status === "ACTIVE") {
      throw invalid("status", "status: Only inactive group rules can be changed");
    }
    const changed = read(body, call.body);
    check(org, changed, rule.id);
    if (String(changed.actions.assignUserToGroups.groupIds) !== String(rule.actions.assignUserToGroups.groupIds)) {
      throw invalid("actions", "actions: The action section of a group rule cannot be changed");
    }
    rule.name = changed.name;
    rule.conditions = changed.conditions;
    rule.lastUpdated = timestamp(org);
    return ok(rule);
  },
  "DELETE /api/v1/groups/rules/:ruleId": (org, call) => {
    const rule = ruleOf(org, call);
    const remove = call.query.removeUsers === "true";
    for (const groupId of rule.actions.assignUserToGroups.groupIds) {
      for (const [userId, sources] of [...(org.members.get(groupId) ?? [])]) {
        if (!remove && sources.has(rule.id)) {
          sources.add("direct");
        }
        dropSource(org, groupId, userId, rule.id);
      }
    }
    org.rules.delete(rule.id);
    return { status: 202 };
  },
  ...lifecycle("/api/v1/groups/rules/:ruleId", (org, call, status) => {
    const rule = Object.assign(ruleOf(org, call), { status, lastUpdated: timestamp(org) });
    if (status === "ACTIVE") {
      applyToAll(org, rule);
    }
    return none;
  }),
};
