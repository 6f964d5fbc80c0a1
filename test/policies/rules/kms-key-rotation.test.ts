import { kmsKeyRotation } from "../../../policies/rules/kms-key-rotation";
import { cases } from "../cases";
import { unknown } from "../judge";
import { changed, compliant } from "../samples";

cases(kmsKeyRotation, [
  {
    it: "finds a key that never rotates",
    sample: changed(compliant.key, { enableKeyRotation: undefined }),
    messages: ['Key "key", enableKeyRotation: the key never rotates (found nothing). Set it to true.'],
  },
  {
    it: "finds rotation switched off, also as text",
    sample: changed(compliant.key, { enableKeyRotation: "false" }),
    messages: ['Key "key", enableKeyRotation: the key never rotates (found "false"). Set it to true.'],
  },
  {
    it: "finds a period that is too long",
    sample: changed(compliant.key, { rotationPeriodInDays: 400 }),
    messages: ['Key "key", rotationPeriodInDays: the key rotates every 400 days. Set it to 365 or less.'],
  },
  {
    it: "takes the period from its settings",
    sample: changed(compliant.key, { rotationPeriodInDays: 400 }),
    config: { maxDays: 500 },
    messages: [],
  },
  {
    it: "does not ask it of keys that KMS cannot rotate",
    sample: changed(compliant.key, {
      enableKeyRotation: false,
      customerMasterKeySpec: "RSA_4096",
      keyUsage: "SIGN_VERIFY",
    }),
    messages: [],
  },
  {
    it: "says that it is not known yet",
    sample: changed(compliant.key, { enableKeyRotation: unknown }),
    messages: [],
    advisory: "string value at .enableKeyRotation can't be known during preview",
  },
]);
