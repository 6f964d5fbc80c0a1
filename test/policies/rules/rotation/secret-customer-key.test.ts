import { secretCustomerKey } from "../../../../policies/rules/rotation/secret-customer-key";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant } from "../../samples";

cases(secretCustomerKey, [
  {
    it: "finds a secret without a key",
    sample: changed(compliant.secret, { kmsKeyId: undefined }),
    messages: [
      'Secret "orders-secret", kmsKeyId: no key is named, so AWS\'s own key or none is used. Name a customer-managed key.',
    ],
  },
  {
    it: "finds AWS's own key",
    sample: changed(compliant.secret, { kmsKeyId: "alias/aws/secretsmanager" }),
    messages: [
      'Secret "orders-secret", kmsKeyId: the key is AWS\'s own ("alias/aws/secretsmanager"). Name a customer-managed key.',
    ],
  },
  {
    it: "takes a key that is not known yet",
    sample: changed(compliant.secret, { kmsKeyId: unknown }),
    messages: [],
  },
]);
