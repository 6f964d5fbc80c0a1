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
  ...["rds!cluster-1234-AbCdEf", "redshift!shop-admin-AbCdEf", "ecs-sc!namespace-AbCdEf"].map((name) => ({
    it: `takes none for ${name}, which its service rotates`,
    sample: changed(compliant.rotation, {
      rotationLambdaArn: undefined,
      secretId: `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}`,
    }),
    messages: [],
  })),
  {
    it: "takes none for a secret that a partner holds",
    sample: changed(compliant.rotation, {
      rotationLambdaArn: undefined,
      externalSecretRotationRoleArn: "arn:aws:iam::111122223333:role/rotate",
    }),
    messages: [],
  },
]);
