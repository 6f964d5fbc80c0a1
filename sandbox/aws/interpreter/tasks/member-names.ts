/**
 * `DBInstances` -> `dbInstances`, `ARN` -> `arn`: a leading run of capitals is one word, as in the AWS SDK for Java 2.
 */
function uncapitalized(name: string): string {
  let end = 1;
  while (/[A-Z]/.test(name[end] ?? "") && !/[a-z]/.test(name[end + 1] ?? "")) {
    end += 1;
  }
  return name.slice(0, end).toLowerCase() + name.slice(end);
}

/**
 * A member of an API's shape as Step Functions spells it in `aws-sdk` tasks: `executionArn` -> `ExecutionArn`,
 * `DBInstances` -> `DbInstances`, `ARN` -> `Arn`.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function sdkMemberName(name: string): string {
  // `null` is a word of Java, so its SDK calls DynamoDB's NULL `nul`.
  if (name === "NULL") {
    return "Nul";
  }
  const lower = uncapitalized(name);
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}

/** The same for the optimized integrations, which keep the API's spelling but for the first letter. */
export function optimizedMemberName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
