import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Blueprint } from "../../../components/blueprint/blueprint";
import { ENVIRONMENT } from "../../place";
import type { RunnerKey } from "./environment-stack";

/** Access map of the stacks in `stacks/`. */
const OWN_MAP = join(__dirname, "..", "..", "..", "stacks", "access", "map.json");

/** Names of what the sandbox adds to the sample's map: entries, which name roles of IAM and clients of Okta. */
export const DEVELOPERS = "developers";
const APPROVERS = "approvers";
export const AGENT = "agent";
export const ON_REQUEST = "on-call";

/** Department of everybody in {@link DEVELOPERS}; their team is another attribute, so that one can lack it. */
export const DEVELOPMENT = "development";

/** The part of a map that is added to. */
interface SampleMap {
  readonly roles: object;
  readonly people: object;
  readonly agents?: object;
}

/**
 * The sample's map with what this run shows in addition: people who may roll back the apps of their own team, people
 * who approve, a role that is granted on request, and an agent whose runs wait for them. A blueprint with an app of its
 * own name has no roles for own apps.
 */
function sandboxMap(
  sample: SampleMap,
  { name, apps }: Pick<Blueprint, "name" | "apps">,
  { kty, kid, n, e }: RunnerKey["publicKey"],
): object {
  const teams = !Object.hasOwn(apps, name);
  return {
    ...sample,
    ...(teams ? { teamAttribute: "user.division" } : {}),
    roles: {
      ...sample.roles,
      ...(teams ? { developer: { may: ["observe", "rollback"], apps: "own" } } : {}),
      approver: { may: ["observe", "approve"] },
      agent: { may: ["start", "observe"] },
    },
    people: {
      ...sample.people,
      ...(teams ? { [DEVELOPERS]: { role: "developer", members: `user.department=="${DEVELOPMENT}"` } } : {}),
      [APPROVERS]: { role: "approver", members: 'user.department=="platform"' },
      [ON_REQUEST]: {
        role: "operator",
        onRequest: { askedBy: ["viewer"], approvedBy: "approver", longestMinutes: 60, reason: "INC-[0-9]+ .*" },
      },
    },
    agents: {
      ...sample.agents,
      [AGENT]: { role: "agent", publicKeys: { [ENVIRONMENT]: { kty, kid, n, e } }, approval: true },
    },
  };
}

/** Writes the map of this run; its path is a value of the setting `app-of-apps:accessMap`. */
export async function writeAccessMap(
  folder: string,
  blueprint: Blueprint,
  agentKey: Pick<RunnerKey, "publicKey">,
): Promise<string> {
  const sample = JSON.parse(readFileSync(OWN_MAP, "utf8")) as SampleMap;
  const file = join(folder, "access-map.json");
  await writeFile(file, JSON.stringify(sandboxMap(sample, blueprint, agentKey.publicKey), null, 2));
  return file;
}
