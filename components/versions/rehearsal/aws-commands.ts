/** Command that shows the last events of an execution. */
export function showExecution(arn: string): string {
  return `aws stepfunctions get-execution-history${inRegionOf(arn)} --reverse-order --max-items 10 --execution-arn ${arn}`;
}

/** Command that shows a machine, a version or an alias. */
export function showMachine(arn: string): string {
  const alias = /:stateMachine:[^:]+:\D/.test(arn);
  const [what, option] = alias
    ? ["describe-state-machine-alias", "state-machine-alias-arn"]
    : ["describe-state-machine", "state-machine-arn"];
  return `aws stepfunctions ${what}${inRegionOf(arn)} --${option} ${arn}`;
}

/** Command that shows who may assume a role. */
export function showTrust(role: string): string {
  return `aws iam get-role --role-name ${role} --query Role.AssumeRolePolicyDocument`;
}

/** Command that lists the policies of a role. */
export function showRole(name: string): string {
  return `aws iam list-role-policies --role-name ${name}`;
}

function inRegionOf(arn: string): string {
  const region = arn.split(":")[3] ?? "";
  return region === "" ? "" : ` --region ${region}`;
}
