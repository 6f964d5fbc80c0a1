/** JSONata: what a failing machine of the environment wrote as its cause; nothing where the cause is another. */
export function failureIn(description: string): string {
  return `$match(${description}.Cause, /^(?:\\[notified\\] )?(\\{"app":.*\\})$/).$parse(groups[0])`;
}

/** JSONata: number of the version in its ARN, null where there is none. */
export function numberOfVersion(arn: string): string {
  return `[$number($split(${arn}, ":")[-1]), null][0]`;
}

/** JSONata: name of the alias in its ARN, null where there is none. */
export function nameOfAlias(arn: string): string {
  return `[$split(${arn}, ":")[-1], null][0]`;
}
