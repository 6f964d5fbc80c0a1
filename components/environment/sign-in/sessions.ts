import { type AccessEntry, type ClientEntry, clientEntries, entriesOf } from "../../access/entry";
import type { EnvironmentNames } from "../../core/names";
import { TEAM_TAG } from "../../iam/own-apps";
import type { SessionTrust, TagTrust } from "../../iam/trust/session";
import { clientNames } from "../../okta/client-names";
import type { MachineClient } from "../../okta/service-client";
import { type SessionTags, tagKeys } from "../../okta/session-claims";

/** Session tag of agents; CloudTrail has the sessions' tags where they begin. */
const IDENTITY_KIND = "identity-kind";

/** The Okta client of a machine or an agent. */
export function oktaClient(names: EnvironmentNames, entry: ClientEntry): MachineClient {
  const { name, publicKey } = entry;
  return { name, clientId: clientNames(names).machine(name), publicKey, tags: clientTags(entry) };
}

/** Tags that the tokens of one machine or agent state. */
function clientTags(entry: ClientEntry): SessionTags {
  if (entry.kind === "agents") {
    return { [IDENTITY_KIND]: "agent" };
  }
  return entry.team === undefined ? {} : { [TEAM_TAG]: entry.team };
}

/**
 * Whether tokens state their client as the source identity of sessions, which stays when a session assumes another
 * role. They do where there are agents, and then those of machines do, too: one authorization server issues both.
 */
export function statesSourceIdentity(access: readonly AccessEntry[]): boolean {
  return entriesOf(access, "agents").length > 0;
}

/** Okta attribute that assertions state as a person's team; undefined where nobody's role needs it. */
export function teamAttribute(access: readonly AccessEntry[]): string | undefined {
  return entriesOf(access, "people").find((entry) => entry.teamAttribute !== undefined)?.teamAttribute;
}

/**
 * What the trust of an entry's role says of sessions. One app states the tags of all people, and one server those of
 * all clients, so every role of the kind allows them and only those that need a tag ask for it.
 */
export function sessionTrust(
  names: EnvironmentNames,
  entry: AccessEntry,
  access: readonly AccessEntry[],
): SessionTrust {
  if (entry.kind === "people") {
    const demand: TagTrust = entry.apps === "own" ? "required" : "optional";
    return teamAttribute(access) === undefined ? {} : { tags: { [TEAM_TAG]: demand } };
  }
  if (entry.kind === "ci") {
    return {};
  }
  const own = clientTags(entry);
  const keys = tagKeys(clientEntries(access).map(clientTags));
  const tag = (value: string | undefined): TagTrust => (value === undefined ? "optional" : { equals: value });
  return {
    ...(keys.length === 0 ? {} : { tags: Object.fromEntries(keys.map((key) => [key, tag(own[key])])) }),
    ...(statesSourceIdentity(access) ? { sourceIdentity: clientNames(names).machine(entry.name) } : {}),
  };
}
