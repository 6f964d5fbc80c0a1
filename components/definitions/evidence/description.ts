import { orNull } from "../../asl/jsonata";

/** JSONata: what a failing machine of the environment wrote as its cause; nothing where the cause is another. */
export function failureIn(description: string): string {
  return `$match(${description}.Cause, /^(?:\\[notified\\] )?(\\{"app":.*\\})$/).$parse(groups[0])`;
}

/** JSONata: number of the version in its ARN, null where there is none. */
export function numberOfVersion(arn: string): string {
  return orNull(`$number($split(${arn}, ":")[-1])`);
}

/** JSONata: name of the alias in its ARN, null where there is none. */
export function nameOfAlias(arn: string): string {
  return orNull(`$split(${arn}, ":")[-1]`);
}
