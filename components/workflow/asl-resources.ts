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
