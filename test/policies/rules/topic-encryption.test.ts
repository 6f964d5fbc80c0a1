import { topicEncryption } from "../../../policies/rules/topic-encryption";
import { cases } from "../cases";
import { unknown } from "../judge";
import { changed, compliant } from "../samples";

cases(topicEncryption, [
  {
    it: "finds a topic without a key",
    sample: changed(compliant.topic, { kmsMasterKeyId: undefined }),
    messages: [
      'Topic "failures", kmsMasterKeyId: no key is named, so AWS\'s own key or none is used. Name a customer-managed key.',
    ],
  },
  {
    it: "finds AWS's own key, which drops alarms",
    sample: changed(compliant.topic, { kmsMasterKeyId: "alias/aws/sns" }),
    messages: [
      'Topic "failures", kmsMasterKeyId: the key is AWS\'s own ("alias/aws/sns"). Name a customer-managed key.',
    ],
  },
  {
    it: "finds it by its ARN",
    sample: changed(compliant.topic, { kmsMasterKeyId: "arn:aws:kms:eu-central-1:111122223333:alias/aws/sns" }),
    messages: [
      'Topic "failures", kmsMasterKeyId: the key is AWS\'s own ("arn:aws:kms:eu-central-1:111122223333:alias/aws/sns"). Name a customer-managed key.',
    ],
  },
  {
    it: "takes a key that is not known yet",
    sample: changed(compliant.topic, { kmsMasterKeyId: unknown }),
    messages: [],
  },
]);
