import { types } from "../../../../policies/kit/types";
import { noIamAccessKeys } from "../../../../policies/rules/rotation/no-iam-access-keys";
import { cases } from "../../cases";

cases(noIamAccessKeys, [
  {
    it: "finds an access key",
    sample: { type: types.accessKey, props: { user: "ci" } },
    messages: [
      'AccessKey "sample": a long-lived key is made. Remove it, and let the caller assume a role with a token of its identity provider.',
    ],
  },
]);
