import { kmsKeyRotation } from "../../../../policies/rules/rotation/kms-key-rotation";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant } from "../../samples";

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
  ...[
    { customerMasterKeySpec: "HMAC_256" },
    { keyUsage: "GENERATE_VERIFY_MAC" },
    { customKeyStoreId: "cks-1234567890abcdef0" },
  ].map((of) => ({
    it: `does not ask it of a key of ${JSON.stringify(of)}`,
    sample: changed(compliant.key, { enableKeyRotation: false, ...of }),
    messages: [],
  })),
  {
    it: "asks it of a key that says that it is symmetric and encrypts",
    sample: changed(compliant.key, {
      enableKeyRotation: false,
      customerMasterKeySpec: "SYMMETRIC_DEFAULT",
      keyUsage: "ENCRYPT_DECRYPT",
    }),
    messages: ['Key "key", enableKeyRotation: the key never rotates (found false). Set it to true.'],
  },
  {
    it: "takes a period of just the longest",
    sample: changed(compliant.key, { rotationPeriodInDays: 365 }),
    messages: [],
  },
  {
    it: "takes a key without a period, which KMS rotates each year",
    sample: changed(compliant.key, { rotationPeriodInDays: undefined }),
    messages: [],
  },
  {
    it: "says that the period is not known yet",
    sample: changed(compliant.key, { rotationPeriodInDays: unknown }),
    messages: [],
    advisory: "string value at .rotationPeriodInDays can't be known during preview",
  },
  {
    it: "says that it is not known yet",
    sample: changed(compliant.key, { enableKeyRotation: unknown }),
    messages: [],
    advisory: "string value at .enableKeyRotation can't be known during preview",
  },
]);
