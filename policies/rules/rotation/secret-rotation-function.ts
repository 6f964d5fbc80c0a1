import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { isPresent } from "../../kit/value";

export const secretRotationFunction: ResourceRule = {
  name: "secret-rotation-function",
  description: "A rotation names the function that rotates.",
  severity: "high",
  framework: soc2("CC6.1"),
  remediationSteps: "Set rotationLambdaArn. A secret that another AWS service rotates by itself needs an exception.",
  url: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html",
  types: [types.secretRotation],
  validate(rotation, report) {
    if (!isPresent(rotation.get("rotationLambdaArn"))) {
      report.finding(rotation, {
        at: "rotationLambdaArn",
        found: "no function rotates the secret",
        fix: "Name the ARN of the rotation function",
      });
    }
  },
};
