import { secretRotationFunction } from "../../../../policies/rules/rotation/secret-rotation-function";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant } from "../../samples";

cases(secretRotationFunction, [
  {
    it: "finds a rotation without a function",
    sample: changed(compliant.rotation, { rotationLambdaArn: undefined }),
    messages: [
      'SecretRotation "orders-rotation", rotationLambdaArn: no function rotates the secret. Name the ARN of the rotation function.',
    ],
  },
  {
    it: "takes a function that is not known yet",
    sample: changed(compliant.rotation, { rotationLambdaArn: unknown }),
    messages: [],
  },
]);
