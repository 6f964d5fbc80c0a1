import { soc2 } from "../../kit/frameworks";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { isPresent, Unknown } from "../../kit/value";
import { rotatesWithoutFunction } from "../../rotation/managed";

export const secretRotationFunction: ResourceRule = {
  name: "secret-rotation-function",
  description: "A rotation names the function that rotates, unless another AWS service owns and rotates the secret.",
  severity: "high",
  framework: soc2("CC6.1"),
  remediationSteps: "Set rotationLambdaArn.",
  url: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html",
  types: [types.secretRotation],
  validate(rotation, report) {
    if (isPresent(rotation.get("rotationLambdaArn"))) {
      return;
    }
    const managed = rotatesWithoutFunction(rotation);
    if (managed instanceof Unknown) {
      report.unknown(managed);
    } else if (!managed) {
      report.finding(rotation, {
        at: "rotationLambdaArn",
        found: "no function rotates the secret",
        fix: "Name the ARN of the rotation function",
      });
    }
  },
};
