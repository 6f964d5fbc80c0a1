import { logGroupEncryption } from "../../../../policies/rules/audit/log-group-encryption";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant } from "../../samples";

cases(logGroupEncryption, [
  {
    it: "finds a group without a key",
    sample: changed(compliant.logGroup, { kmsKeyId: undefined }),
    messages: [
      'LogGroup "orders-log", kmsKeyId: no key is named, so AWS\'s own key or none is used. Name a customer-managed key.',
    ],
  },
  {
    it: "takes a key that is not known yet",
    sample: changed(compliant.logGroup, { kmsKeyId: unknown }),
    messages: [],
  },
]);
