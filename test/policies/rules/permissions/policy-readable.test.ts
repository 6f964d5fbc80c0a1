import { policyReadable } from "../../../../policies/rules/permissions/policy-readable";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant, serviceTrust } from "../../samples";

cases(policyReadable, [
  {
    it: "finds text that is not JSON, without quoting it",
    sample: changed(compliant.rolePolicy, { policy: "{ hunter2" }),
    messages: ['RolePolicy "orders-machine", policy: the policy document is not JSON. Write it as an IAM policy.'],
  },
  {
    it: "finds a document without statements",
    sample: changed(compliant.role, { assumeRolePolicy: '{"Version":"2012-10-17"}' }),
    messages: [
      'Role "orders-machine", assumeRolePolicy: the policy document has no Statement that is an object. Write it as an IAM policy.',
    ],
  },
  {
    it: "finds a statement that is no object, in a role's own list",
    sample: changed(compliant.role, { inlinePolicies: [{ policy: '{"Statement":["allow"]}' }] }),
    messages: [
      'Role "orders-machine", inlinePolicies[0]: the policy document has no Statement that is an object. Write it as an IAM policy.',
    ],
  },
  {
    it: "finds a document that is a list",
    sample: changed(compliant.topicPolicy, { policy: "[]" }),
    messages: [
      'TopicPolicy "failures", policy: the policy document is JSON, but not an object. Write it as an IAM policy.',
    ],
  },
  {
    it: "takes a document as an object, and one statement without a list",
    sample: changed(compliant.key, { policy: { Statement: serviceTrust } }),
    messages: [],
  },
  {
    it: "leaves what is not known yet to the rules that read it",
    sample: changed(compliant.topicPolicy, { policy: unknown }),
    messages: [],
  },
]);
