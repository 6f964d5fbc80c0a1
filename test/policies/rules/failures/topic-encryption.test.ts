import { topicEncryption } from "../../../../policies/rules/failures/topic-encryption";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { remedies } from "../../remedies";
import { changed, compliant } from "../../samples";

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

const key = "arn:aws:kms:eu-central-1:111122223333:key/11111111-2222-3333-4444-555555555555";
const keyed = (kmsMasterKeyId: unknown, more: object = {}) => changed(compliant.topic, { kmsMasterKeyId, ...more });
const provider = (region: string) => ({ provider: { region } });

remedies(topicEncryption, [
  { it: "leaves a topic with a customer's key", sample: compliant.topic, config: { key } },
  { it: "names no key where none is configured", sample: keyed(undefined) },
  {
    it: "names the configured key where there is none",
    sample: keyed(undefined),
    config: { key },
    fixed: keyed(key).props,
  },
  { it: "names it instead of AWS's own", sample: keyed("alias/aws/sns"), config: { key }, fixed: keyed(key).props },
  { it: "names an alias", sample: keyed(""), config: { key: "alias/alarms" }, fixed: keyed("alias/alarms").props },
  {
    it: "names the ARN of an alias",
    sample: keyed(undefined),
    config: { key: "arn:aws-cn:kms:cn-north-1:111122223333:alias/team/alarms" },
    fixed: keyed("arn:aws-cn:kms:cn-north-1:111122223333:alias/team/alarms").props,
  },
  { it: "leaves a key that is not known yet", sample: keyed(unknown), config: { key } },
  ...[
    "alias/aws/sns",
    "arn:aws:kms:eu-central-1:111122223333:alias/aws/sns",
    "alarms",
    "alias/",
    " alias/alarms",
    "alias/alarms ",
    "arn:aws:kms:eu-central-1:111122223333:key/",
    "arn:aws:kms::111122223333:key/1",
    "arn:aws:kms:eu-central-1:1111222233334:key/1",
    `${key}:x`,
    `x${key}`,
    7,
  ].map((wrong) => ({ it: `does not take ${wrong} for a key`, sample: keyed(undefined), config: { key: wrong } })),
  {
    it: "names a key of the provider's region",
    sample: { ...keyed(undefined), ...provider("eu-central-1") },
    config: { key },
    fixed: keyed(key).props,
  },
  {
    it: "leaves a topic of another region",
    sample: { ...keyed(undefined), ...provider("us-east-1") },
    config: { key },
  },
  {
    it: "names an alias in any region",
    sample: { ...keyed(undefined), ...provider("us-east-1") },
    config: { key: "alias/alarms" },
    fixed: keyed("alias/alarms").props,
  },
  {
    it: "takes the topic's own region before the provider's",
    sample: { ...keyed(undefined, { region: "eu-central-1" }), ...provider("us-east-1") },
    config: { key },
    fixed: keyed(key, { region: "eu-central-1" }).props,
  },
  {
    it: "leaves a topic whose own region is another",
    sample: { ...keyed(undefined, { region: "us-east-1" }), ...provider("eu-central-1") },
    config: { key },
  },
  {
    it: "leaves a topic whose region is not known yet",
    sample: keyed(undefined, { region: unknown }),
    config: { key },
  },
]);
