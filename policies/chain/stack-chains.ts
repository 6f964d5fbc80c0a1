import { parseDefinition } from "../definition/parse";
import type { ResourceView } from "../kit/resource-view";
import type { Stack } from "../kit/rule";
import { types } from "../kit/types";
import { Identities } from "./identities";
import type { Link } from "./link";
import { linksOf } from "./machine-links";
import { ResourcePolicies } from "./resource-policies";

/** A machine of a stack and every link of its chains; none where its definition is not known yet. */
export interface MachineChains {
  readonly machine: ResourceView;
  /** Undefined where there is no definition that can be read. */
  readonly links: readonly Link[] | undefined;
  /** The definition is known only after a deployment. */
  readonly unknown: boolean;
}

/** The chains of every machine of a stack. */
export function chainsOf(stack: Stack): readonly MachineChains[] {
  const world = { identities: new Identities(stack), resourcePolicies: new ResourcePolicies(stack) };
  return stack.ofType(types.machine).map((machine) => {
    const parsed = parseDefinition(machine.get("definition"));
    return parsed.kind === "definition"
      ? { machine, links: linksOf({ subject: machine, definition: parsed.definition }, world), unknown: false }
      : { machine, links: undefined, unknown: parsed.kind === "unknown" };
  });
}
