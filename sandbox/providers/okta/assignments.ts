import type { AppGroupAssignmentsArgs } from "@pulumi/okta";
import type * as pulumi from "@pulumi/pulumi";
import { parseDocument } from "../kit/documents";
import { handler } from "../kit/handler";
import { isList, isRecord, type Value } from "../kit/values";
import { type Okta, orGone, segment } from "./api";

type AssignmentInputs = pulumi.Unwrap<AppGroupAssignmentsArgs>;
type Group = NonNullable<AssignmentInputs["groups"]>[number];

/**
 * All groups of one app; the id is the app's. Okta API "Application Groups". Groups that are not listed are taken off.
 */
export const appGroupAssignments = handler<Okta, AssignmentInputs>({
  type: "okta:index/appGroupAssignments:AppGroupAssignments",
  supports: ["appId", "groups"],
  replaceOn: ["appId"],
  normalize: (name, value) => (name === "groups" && isList(value) ? canonicalGroups(value) : value),
  validate: ({ groups = [] }) =>
    groups.flatMap(({ profile }, index) => {
      const broken = profile !== undefined && !isRecord(parseDocument(profile));
      return broken
        ? [{ property: `groups[${index}].profile`, reason: "must be a JSON object, {} for an empty one" }]
        : [];
    }),
  async create({ service }, { appId, groups = [] }) {
    await assign(service, appId, groups);
    return appId;
  },
  async read({ service }, id, known) {
    const found = await orGone(service.list(`/api/v1/apps/${segment(id)}/groups`));
    if (found === undefined) {
      return undefined;
    }
    // A priority that the program leaves out is the org's to choose.
    const silent = new Set(
      (known.groups ?? []).filter((group) => group.priority === undefined).map((group) => group.id),
    );
    const groups = found.map((group) => ({
      id: group.id,
      ...(silent.has(group.id) ? {} : { priority: group.priority }),
      profile: JSON.stringify(group.profile ?? {}),
    }));
    return { appId: id, groups };
  },
  async update({ service }, id, { news: { groups = [] } }) {
    const before = await service.list(`/api/v1/apps/${segment(id)}/groups`);
    for (const group of before.filter((each) => !groups.some((wanted) => wanted.id === each.id))) {
      await orGone(service.delete(`/api/v1/apps/${segment(id)}/groups/${segment(group.id)}`));
    }
    await assign(service, id, groups);
  },
  async delete({ service }, id) {
    for (const group of (await orGone(service.list(`/api/v1/apps/${segment(id)}/groups`))) ?? []) {
      await orGone(service.delete(`/api/v1/apps/${segment(id)}/groups/${segment(group.id)}`));
    }
  },
});

async function assign(service: Okta, appId: string, groups: readonly Group[]): Promise<void> {
  for (const { id, priority, profile } of groups) {
    const body = { ...(priority === undefined ? {} : { priority }), profile: parseDocument(profile) ?? {} };
    await service.put(`/api/v1/apps/${segment(appId)}/groups/${segment(id)}`, body);
  }
}

/** Order means nothing, and a profile is JSON in whichever spelling. */
function canonicalGroups(groups: readonly Value[]): Value {
  const canonical = groups.filter(isRecord).map((group) => ({
    ...group,
    profile: JSON.stringify(parseDocument(String(group.profile ?? "{}")) ?? {}),
  }));
  return canonical.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
