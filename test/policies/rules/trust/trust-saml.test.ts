import { trustSaml } from "../../../../policies/rules/trust/trust-saml";
import { cases } from "../../cases";
import { saml, trust } from "../../variants";

cases(trustSaml, [
  {
    it: "finds a trust without audience",
    sample: trust(saml({})),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: assertions are accepted for any audience (no condition on "SAML:aud"). Compare "SAML:aud" with StringEquals and "https://signin.aws.amazon.com/saml".',
    ],
  },
  {
    it: "finds an audience that is not AWS sign-in",
    sample: trust(saml({ StringEquals: { "SAML:aud": "https://*" } })),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: the audience is not an AWS sign-in address (stringequals ["https://*"]). Compare "SAML:aud" with StringEquals and "https://signin.aws.amazon.com/saml".',
    ],
  },
  {
    it: "finds an audience that holds where it is missing",
    sample: trust(saml({ "ForAllValues:StringEquals": { "SAML:aud": "https://signin.aws.amazon.com/saml" } })),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: the audience is not an AWS sign-in address (forallvalues:stringequals ["https://signin.aws.amazon.com/saml"]). Compare "SAML:aud" with StringEquals and "https://signin.aws.amazon.com/saml".',
    ],
  },
  {
    it: "finds it where NotAction does not leave it out",
    sample: trust({ ...saml({}), Action: undefined, NotAction: "sts:TagSession" }),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: assertions are accepted for any audience (no condition on "SAML:aud"). Compare "SAML:aud" with StringEquals and "https://signin.aws.amazon.com/saml".',
    ],
  },
  {
    it: "takes AWS sign-in, also of one region",
    sample: [
      trust(saml({ StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } })),
      trust(saml({ StringEquals: { "saml:AUD": "https://eu-central-1.signin.aws.amazon.com/saml" } })),
    ],
    messages: [],
  },
]);
