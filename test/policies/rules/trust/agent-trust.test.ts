import { agentTrust } from "../../../../policies/rules/trust/agent-trust";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant, document } from "../../samples";
import { oidc, saml } from "../../variants";

const trust = (...statements: readonly object[]) =>
  changed(compliant.agent, { assumeRolePolicy: document(...statements) });
const by = (Principal: unknown, extra: object = {}) => ({
  Effect: "Allow",
  Principal,
  Action: "sts:AssumeRole",
  ...extra,
});
const at = 'Role "release-agent", assumeRolePolicy, Statement 1';
const noRole = (value: string) =>
  `${at}: the agent trusts ${JSON.stringify(value)}, which is no role. Name one role by its ARN.`;

cases(agentTrust, [
  ...[
    "*",
    "111122223333",
    "arn:aws:iam::111122223333:root",
    "arn:aws:iam::111122223333:user/ci",
    "arn:*:iam::111122223333:role/runner",
    "arn:aws:iam::*:role/runner",
    "arn:aws:iam::111122223333:role/run*",
    "arn:aws:iam::111122223333:role/runner-?",
    "arn:aws:sts::111122223333:assumed-role/runner/one",
    "AROAABCDEFGHIJKLMNOPQ",
  ].map((value) => ({
    it: `finds trust in ${value}`,
    sample: trust(by({ AWS: value })),
    messages: [noRole(value)],
  })),
  { it: "finds trust in everybody", sample: trust(by("*")), messages: [noRole("*")] },
  {
    it: "finds everybody but a list",
    sample: trust({ Effect: "Allow", NotPrincipal: { AWS: "111122223333" }, Action: "sts:AssumeRole" }),
    messages: [`${at}: the agent trusts everybody but a list (NotPrincipal). Name one role.`],
  },
  {
    it: "finds tokens of any subject, and of a prefix of subjects",
    sample: trust(
      oidc({ StringEquals: { "id.example:aud": "sts.amazonaws.com" } }),
      oidc({ StringEquals: { "id.example:aud": "sts.amazonaws.com" }, StringLike: { "id.example:sub": "agent:*" } }),
    ),
    messages: [1, 2].map(
      (number) =>
        `${at.replace("1", String(number))}: the agent accepts tokens of "id.example" without one exact sub. Compare "id.example:sub" with StringEquals and one value.`,
    ),
  },
  {
    it: "finds tokens without any condition",
    sample: trust(oidc({})),
    messages: [
      `${at}: the agent accepts tokens of "id.example" without one exact aud and sub. Compare "id.example:aud" and "id.example:sub" with StringEquals and one value.`,
    ],
  },
  {
    it: "finds the sign-in of people",
    sample: trust(saml({ StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } })),
    messages: [
      `${at}: the agent trusts sign-ins of people ("arn:aws:iam::111122223333:saml-provider/okta"). Give the agent an OIDC client of its own.`,
    ],
  },
  {
    it: "finds any use of a service",
    sample: trust(
      by({ Service: "lambda.amazonaws.com" }, { Condition: { StringEquals: { "aws:SourceAccount": "1" } } }),
    ),
    messages: [
      `${at}: the agent is let to any use of "lambda.amazonaws.com". Compare "aws:SourceArn" with ArnEquals and the one source.`,
    ],
  },
  {
    it: "takes a named role, and a service for one source",
    sample: trust(
      by({ AWS: "arn:aws:iam::111122223333:role/runner" }),
      by(
        { Service: "lambda.amazonaws.com" },
        { Condition: { ArnEquals: { "aws:SourceArn": "arn:aws:lambda:eu-central-1:111122223333:function:agent" } } },
      ),
    ),
    messages: [],
  },
  {
    it: "leaves other roles alone",
    sample: changed(compliant.role, { assumeRolePolicy: document(by("*")) }),
    messages: [],
  },
  {
    it: "waits for a trust that is not known yet",
    sample: changed(compliant.agent, { assumeRolePolicy: unknown }),
    messages: [],
    advisory: "string value at .assumeRolePolicy can't be known during preview",
  },
  {
    it: "waits for tags that are not known yet",
    sample: changed(compliant.agent, { tags: unknown }),
    messages: [],
    advisory: "string value at .tags can't be known during preview",
  },
]);
