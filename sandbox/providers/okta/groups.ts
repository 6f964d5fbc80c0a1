import type { GroupArgs, RuleArgs } from "@pulumi/okta/group";
import type * as pulumi from "@pulumi/pulumi";
import { lengthFault, oneOf } from "../kit/faults";
import { handler } from "../kit/handler";
import { type Okta, type OktaObject, orGone, segment } from "./api";
import { at, texts } from "./values";

/**
 * Groups; Okta API "Group". A group has nowhere to put a mark, so content says whether an existing one is this
 * resource's.
 */
export const group = handler<Okta, pulumi.Unwrap<GroupArgs>>({
  type: "okta:group/group:Group",
  supports: ["description", "name"],
  replaceOn: [],
  autoName: { longest: 255 },
  validate: (inputs) => [
    ...lengthFault(inputs.name, "name", 255),
    ...lengthFault(inputs.description, "description", 1024),
  ],
  async existing({ service }, inputs) {
    const found = await service.list(`/api/v1/groups?q=${segment(String(inputs.name))}`);
    const same = found.find((each) => at(each, "profile.name") === inputs.name);
    return same && { id: same.id, mine: undefined };
  },
  async create({ service }, inputs) {
    return (await service.post("/api/v1/groups", body(inputs))).id;
  },
  async read({ service }, id) {
    const found = await orGone(service.get(`/api/v1/groups/${segment(id)}`));
    return found && { description: at(found, "profile.description") ?? undefined, name: at(found, "profile.name") };
  },
  async update({ service }, id, { news }) {
    await service.put(`/api/v1/groups/${segment(id)}`, body(news));
  },
  async delete({ service }, id) {
    await orGone(service.delete(`/api/v1/groups/${segment(id)}`));
  },
});

const RULES = "/api/v1/groups/rules";

/**
 * Group rules; Okta API "Group Rule". A rule is made inactive and must be inactive to be changed, and its groups cannot
 * be changed at all. Rules made side by side are refused (423): programs make them one after another.
 */
export const groupRule = handler<Okta, pulumi.Unwrap<RuleArgs>>({
  type: "okta:group/rule:Rule",
  supports: [
    "expressionType",
    "expressionValue",
    "groupAssignments",
    "name",
    "removeAssignedUsers",
    "status",
    "usersExcluded",
  ],
  replaceOn: ["groupAssignments"],
  defaults: { expressionType: "urn:okta:expression:1.0", removeAssignedUsers: false, status: "ACTIVE" },
  sets: ["groupAssignments", "usersExcluded"],
  autoName: { longest: 50 },
  validate: ({ groupAssignments, name, status }) => [
    ...lengthFault(name, "name", 50),
    ...(groupAssignments !== undefined && (groupAssignments.length < 1 || groupAssignments.length > 100)
      ? [{ property: "groupAssignments", reason: "must have 1 to 100 groups" }]
      : []),
    ...oneOf(status, "status", ["ACTIVE", "INACTIVE"]),
  ],
  async existing({ service }, inputs) {
    const found = (await service.list(RULES)).find((rule) => rule.name === inputs.name);
    return found && { id: found.id, mine: undefined, unfinished: ["status"] };
  },
  async create({ service }, inputs) {
    const { id } = await service.post(RULES, rule(inputs));
    if (inputs.status !== "INACTIVE") {
      await service.post(`${RULES}/${segment(id)}/lifecycle/activate`);
    }
    return id;
  },
  async read({ service }, id) {
    const found = await orGone(service.get(`${RULES}/${segment(id)}`));
    if (found === undefined) {
      return undefined;
    }
    return {
      expressionType: at(found, "conditions.expression.type"),
      expressionValue: at(found, "conditions.expression.value"),
      groupAssignments: texts(at(found, "actions.assignUserToGroups.groupIds")),
      name: found.name,
      status: found.status,
      usersExcluded: texts(at(found, "conditions.people.users.exclude")),
    };
  },
  async update({ service }, id, { changed, news }) {
    const path = `${RULES}/${segment(id)}`;
    const changes = [...changed].some((name) => name !== "status" && name !== "removeAssignedUsers");
    if (changes) {
      await deactivate(service, await service.get(path));
      await service.put(path, { id, ...rule(news) });
    }
    if (news.status === "INACTIVE") {
      await deactivate(service, await service.get(path));
    } else if (changes || changed.has("status")) {
      await service.post(`${path}/lifecycle/activate`);
    }
  },
  async delete({ service }, id, outputs) {
    const path = `${RULES}/${segment(id)}`;
    const found = await orGone(service.get(path));
    if (found === undefined) {
      return;
    }
    await deactivate(service, found);
    await orGone(service.delete(`${path}?removeUsers=${outputs.removeAssignedUsers === true}`));
  },
});

async function deactivate(service: Okta, found: OktaObject): Promise<void> {
  if (found.status === "ACTIVE") {
    await service.post(`${RULES}/${segment(found.id)}/lifecycle/deactivate`);
  }
}

function body({ name, description }: pulumi.Unwrap<GroupArgs>) {
  return { profile: { name, description: description ?? null } };
}

function rule(inputs: pulumi.Unwrap<RuleArgs>) {
  const excluded = inputs.usersExcluded ?? [];
  return {
    type: "group_rule",
    name: inputs.name,
    conditions: {
      expression: { type: inputs.expressionType ?? "urn:okta:expression:1.0", value: inputs.expressionValue },
      ...(excluded.length > 0 ? { people: { users: { exclude: excluded } } } : {}),
    },
    actions: { assignUserToGroups: { groupIds: inputs.groupAssignments } },
  };
}
