import { types } from "../../../../policies/kit/types";
import { secretHasRotation } from "../../../../policies/rules/rotation/secret-has-rotation";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant, compliantStack } from "../../samples";

cases(secretHasRotation, [
  {
    it: "finds a secret without a rotation",
    sample: compliantStack.filter((each) => each !== compliant.rotation),
    messages: [
      'Secret "orders-secret": no SecretRotation of the stack names this secret. Add an aws.secretsmanager.SecretRotation with this secret\'s id.',
    ],
  },
  {
    it: "finds the one of two secrets that has none",
    sample: [
      compliant.secret,
      compliant.rotation,
      { type: types.secret, name: "other", props: { name: "orders/db-2" } },
    ],
    messages: [
      'Secret "other": no SecretRotation of the stack names this secret. Add an aws.secretsmanager.SecretRotation with this secret\'s id.',
    ],
  },
  {
    it: "takes a rotation by dependency while ids are not known",
    sample: [
      changed(compliant.secret, { id: unknown, arn: unknown }),
      { ...changed(compliant.rotation, { secretId: unknown }), from: { secretId: ["orders-secret"] } },
    ],
    messages: [],
  },
  {
    it: "finds the secret that the dependency does not name",
    sample: [
      changed(compliant.secret, { id: unknown, arn: unknown }),
      { type: types.secret, name: "other", props: { name: "other" } },
      { ...changed(compliant.rotation, { secretId: unknown }), from: { secretId: ["orders-secret"] } },
    ],
    messages: [
      'Secret "other": no SecretRotation of the stack names this secret. Add an aws.secretsmanager.SecretRotation with this secret\'s id.',
    ],
  },
  {
    it: "takes a rotation by name",
    sample: [
      changed(compliant.secret, { id: unknown, arn: unknown }),
      changed(compliant.rotation, { secretId: "orders/db" }),
    ],
    messages: [],
  },
  {
    it: "cannot say so where a rotation's secret is not known at all",
    sample: [
      changed(compliant.secret, { id: unknown, arn: unknown }),
      changed(compliant.rotation, { secretId: unknown }),
    ],
    messages: [],
    advisory: "string value at .secretId can't be known during preview",
  },
]);
