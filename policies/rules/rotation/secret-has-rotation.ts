import { soc2 } from "../../kit/frameworks";
import { linkTo } from "../../kit/references";
import type { StackRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { isManaged } from "../../rotation/managed";

/** While ids are unknown, at preview, a rotation belongs to the secret that its `secretId` is computed from. */
export const secretHasRotation: StackRule = {
  name: "secret-has-rotation",
  description: "Every secret has a SecretRotation in its stack.",
  severity: "high",
  framework: soc2("CC6.1"),
  remediationSteps: "Add an aws.secretsmanager.SecretRotation whose secretId is the secret's id.",
  url: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html",
  types: [types.secret],
  validateStack(stack, report) {
    for (const secret of stack.ofType(types.secret)) {
      if (isManaged(secret.get("name")) === true) {
        continue;
      }
      const { linked, unknown } = linkTo(stack, [types.secretRotation], secret, (rotation) => [
        { property: "secretId", value: rotation.get("secretId") },
      ]);
      if (linked.length > 0) {
        continue;
      }
      if (unknown !== undefined) {
        report.unknown(unknown);
        continue;
      }
      report.finding(secret, {
        found: "no SecretRotation of the stack names this secret",
        fix: "Add an aws.secretsmanager.SecretRotation with this secret's id",
      });
    }
  },
};
