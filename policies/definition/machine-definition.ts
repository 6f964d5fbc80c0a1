import type { ResourceView } from "../kit/resource-view";
import type { Report } from "../kit/rule";
import type { Definition } from "./model";
import { parseDefinition } from "./parse";

/**
 * The definition of a StateMachine. None if it is absent, not known yet (reported to the engine), or unreadable (the
 * rule `definition-readable` reports that, once).
 */
export function definitionOf(machine: ResourceView, report: Report): Definition | undefined {
  const parsed = parseDefinition(machine.get("definition"));
  if (parsed.kind === "definition") {
    return parsed.definition;
  }
  if (parsed.kind === "unknown") {
    report.unknown(parsed.unknown);
  } else {
    report.notApplicable("there is no definition that can be read");
  }
  return undefined;
}
