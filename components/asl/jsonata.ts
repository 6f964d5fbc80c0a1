import type { MachineNames } from "../core/names";

/** `arn:<partition>:states:::<service>:<action>`: an integration that Step Functions knows, in the partition of the machine. */
export function integration(partition: string, name: string): string {
  return `arn:${partition}:states:::${name}`;
}

/** A JSONata expression as a value of a state. */
export function jsonata(expression: string): string {
  return `{% ${expression} %}`;
}

/** A JSONata string literal. JSON's escapes are a subset of JSONata's. https://docs.jsonata.org/simple#strings */
export function literal(text: string): string {
  return JSON.stringify(text);
}

/** ARN of the execution of a machine that bears this execution's name: this one itself, or one that this run started. */
export function executionArn({ executionPrefix }: Pick<MachineNames, "executionPrefix">): string {
  return jsonata(`${literal(executionPrefix)} & $states.context.Execution.Name`);
}
