import { queueEncryption } from "../../../../policies/rules/failures/queue-encryption";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant } from "../../samples";

cases(queueEncryption, [
  {
    it: "finds encryption switched off",
    sample: changed(compliant.queue, { kmsMasterKeyId: undefined, sqsManagedSseEnabled: false }),
    messages: [
      'Queue "failures-dlq", sqsManagedSseEnabled: encryption is switched off (sqsManagedSseEnabled false, no kmsMasterKeyId). Set kmsMasterKeyId to a customer-managed key.',
    ],
  },
  {
    it: "takes the keys of SQS",
    sample: changed(compliant.queue, { kmsMasterKeyId: undefined }),
    messages: [],
  },
  {
    it: "says that it is not known yet",
    sample: changed(compliant.queue, { sqsManagedSseEnabled: unknown }),
    messages: [],
    advisory: "string value at .sqsManagedSseEnabled can't be known during preview",
  },
]);
