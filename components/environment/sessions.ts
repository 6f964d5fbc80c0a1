import { type AccessEntry, entriesOf, type MachineEntry } from "../access/entry";
import type { EnvironmentNames } from "../core/names";
import { TEAM_TAG } from "../iam/own-apps";
import type { SessionTrust, TagTrust } from "../iam/trust/session";
import { clientNames } from "../okta/client-names";
import type { MachineClient } from "../okta/service-client";
import { type SessionTags, tagKeys } from "../okta/session-claims";

/** The Okta client of a machine. */
export function machineClient(names: EnvironmentNames, entry: MachineEntry): MachineClient {
  const { name, publicKey } = entry;
  return { name, clientId: clientNames(names).machine(name), publicKey, tags: machineTags(entry) };
}

/** Tags that the tokens of one machine state. */
function machineTags({ team }: MachineEntry): SessionTags {
  return team === undefined ? {} : { [TEAM_TAG]: team };
}

/** Okta attribute that assertions state as a person's team; undefined where nobody's role needs it. */
export function teamAttribute(access: readonly AccessEntry[]): string | undefined {
  return entriesOf(access, "people").find((entry) => entry.teamAttribute !== undefined)?.teamAttribute;
}

/**
 * What the trust of an entry's role says of sessions. One app states the tags of all people, and one server those of
 * all machines, so every role of the kind allows them and only those that need a tag ask for it.
 */
export function sessionTrust(entry: AccessEntry, access: readonly AccessEntry[]): SessionTrust {
  if (entry.kind === "people") {
    const demand: TagTrust = entry.apps === "own" ? "required" : "optional";
    return teamAttribute(access) === undefined ? {} : { tags: { [TEAM_TAG]: demand } };
  }
  if (entry.kind === "ci") {
    return {};
  }
  const own = machineTags(entry);
  const keys = tagKeys(entriesOf(access, "machines").map(machineTags));
  const tag = (value: string | undefined): TagTrust => (value === undefined ? "optional" : { equals: value });
  return keys.length === 0 ? {} : { tags: Object.fromEntries(keys.map((key) => [key, tag(own[key])])) };
}
