import type { EnvironmentNames } from "../../core/names";
import type { PolicyStatement } from "../../core/policy-document";
import { allow, type RightsTable } from "./task-view";

/** Telling of a failure. */
export const snsPublish: RightsTable = {
  "sns:publish": (task) => [
    allow("PublishFailure", ["sns:Publish"], [task.plain("TopicArn")]),
    encryptedPublish(task.names),
  ],
};

/** Publishing to an encrypted topic. https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#sns-what-permissions-for-sse */
function encryptedPublish({ scope, anyKeyArn, keyAlias }: EnvironmentNames): PolicyStatement {
  const suffix = scope.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return allow("EncryptFailure", ["kms:Decrypt", "kms:GenerateDataKey"], [anyKeyArn], {
    "ForAnyValue:StringEquals": { "kms:ResourceAliases": keyAlias.name },
    StringEquals: { "kms:ViaService": `sns.${scope.region}.${suffix}` },
  });
}
