/** `arn:<partition>:states:::<service>:<action>`: an integration of Step Functions, in the partition of the machine. */
export function integration(partition: string, name: string): string {
  return `arn:${partition}:states:::${name}`;
}

/** A JSONata expression as the value of a field. */
export function jsonata(expression: string): string {
  return `{% ${expression} %}`;
}

/** A JSONata string literal. JSON's escapes are a subset of JSONata's. https://docs.jsonata.org/simple#strings */
export function literal(text: string): string {
  return JSON.stringify(text);
}

/** JSONata: a value, null where there is none. */
export function orNull(value: string): string {
  return `[${value}, null][0]`;
}

/** JSONata: these members of an object, null where there is no object. */
export function membersOf(object: string, members: readonly string[]): string {
  const copied = members.map((member) => `${literal(member)}: $o.${member}`).join(", ");
  return `($o := ${object}; $type($o) = "object" ? {${copied}} : null)`;
}

/** JSONata: ARN of the execution itself. */
export const OWN_EXECUTION = "$states.context.Execution.Id";

/** JSONata: name of the execution. Everything that a run starts for its own apps has the name of the run. */
export const EXECUTION_NAME = "$states.context.Execution.Name";

/**
 * JSONata: the member `context` of the execution's input, an empty object where it is missing. Fails where it is not an
 * object.
 */
export const GIVEN_CONTEXT = "$merge([$states.context.Execution.Input.context])";

/**
 * JSONata: upper bound of the bytes of a value as JSON. JSON text has no control characters, so every character outside
 * the range from blank to tilde takes at most three bytes per UTF-16 unit.
 */
export function bytesOf(expression: string): string {
  return `$length($replace($string(${expression}), /[^ -~]/, "###"))`;
}
