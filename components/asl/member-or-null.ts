import { literal } from "./jsonata";

/** JSONata: a member of the task's answer as it is, lists of one included, or null where it has none. */
export function memberOrNull(member: string): string {
  return `($exists($states.result.${member}) ? $lookup($states.result, ${literal(member)}) : null)`;
}
