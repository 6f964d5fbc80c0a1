/** ARN of a version: the machine's, and the number that Step Functions counts up. */
export function versionArn(machineArn: string, version: number): string {
  return `${machineArn}:${version}`;
}

/**
 * Number of a version. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-version.html
 * @throws Error for an ARN that is no version's
 */
export function versionOf(arn: string): number {
  const [, number] = /:stateMachine:[^:]+:(\d+)$/.exec(arn) ?? [];
  if (number === undefined) throw new Error(`${arn} is not the ARN of a state machine's version`);
  return Number(number);
}
