import { types } from "../../../../policies/kit/types";
import { noIamUsers } from "../../../../policies/rules/rotation/no-iam-users";
import { cases } from "../../cases";

cases(noIamUsers, [
  {
    it: "finds a user",
    sample: { type: types.user, name: "ci", props: {} },
    messages: [
      'User "ci": an IAM user is made. Remove it, and give the person a group at the identity provider that maps to a role.',
    ],
  },
  {
    it: "finds a console password",
    sample: { type: types.userLoginProfile, name: "ann", props: { user: "ann" } },
    messages: [
      'UserLoginProfile "ann": a console password is made. Remove it, and give the person a group at the identity provider that maps to a role.',
    ],
  },
]);
