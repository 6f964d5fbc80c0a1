import { parseDefinition } from "../definition/parse";
import type { Stack } from "../kit/rule";
import { types } from "../kit/types";
import { credentialsOf } from "./credentials";
import { homeOf } from "./home";
import { Identities, type Identity } from "./identities";

/** A role of the stack that Tasks run as, and the roles of the machines that they are in. */
export interface TaskRole {
  readonly role: Identity;
  /** By URN. */
  readonly machineRoles: ReadonlyMap<string, Identity>;
}

/** The roles that Tasks of a stack's machines name in Credentials, as far as both roles are in the stack. */
export function taskRolesOf(stack: Stack): readonly TaskRole[] {
  const identities = new Identities(stack);
  const found = new Map<string, { role: Identity; machineRoles: Map<string, Identity> }>();
  for (const machine of stack.ofType(types.machine)) {
    const parsed = parseDefinition(machine.get("definition"));
    const home = homeOf(machine);
    const own = identities.named(machine.get("roleArn"), machine, "roleArn", home);
    if (parsed.kind !== "definition" || !("role" in own)) {
      continue;
    }
    for (const state of parsed.definition.states) {
      const credentials = credentialsOf(state);
      const named =
        credentials !== "none" && "arn" in credentials ? identities.byArn(credentials.arn, home) : undefined;
      if (named !== undefined && "role" in named) {
        const { urn } = named.role.subject;
        const known = found.get(urn) ?? { role: named.role, machineRoles: new Map<string, Identity>() };
        known.machineRoles.set(own.role.subject.urn, own.role);
        found.set(urn, known);
      }
    }
  }
  return [...found.values()];
}
