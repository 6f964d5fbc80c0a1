import { trustPrincipals } from "../../../../policies/rules/trust/trust-principals";
import { cases } from "../../cases";
import { changed, compliant } from "../../samples";
import { trust } from "../../variants";

cases(trustPrincipals, [
  {
    it: "finds everybody, in both spellings",
    sample: trust(
      { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" },
      { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" },
    ),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: everybody is trusted (Principal "*"). Name the exact role, service or identity provider.',
      'Role "orders-machine", assumeRolePolicy, Statement 2: everybody is trusted (Principal "*"). Name the exact role, service or identity provider.',
    ],
  },
  {
    it: "finds an account as a whole, in both spellings",
    sample: trust({
      Sid: "Root",
      Effect: "Allow",
      Principal: { AWS: ["arn:aws:iam::111122223333:root", "999988887777"] },
      Action: "sts:AssumeRole",
    }),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1 (Root): a whole account is trusted (Principal "arn:aws:iam::111122223333:root"). Name the exact role, service or identity provider.',
      'Role "orders-machine", assumeRolePolicy, Statement 1 (Root): a whole account is trusted (Principal "999988887777"). Name the exact role, service or identity provider.',
    ],
  },
  {
    it: "finds NotPrincipal",
    sample: trust({
      Effect: "Allow",
      NotPrincipal: { AWS: "arn:aws:iam::111122223333:role/x" },
      Action: "sts:AssumeRole",
    }),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: everybody but a list is trusted (NotPrincipal with Allow). Name the exact role, service or identity provider.',
    ],
  },
  {
    it: "takes one role, and a Deny for everybody",
    sample: trust(
      { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:role/x" }, Action: "sts:AssumeRole" },
      { Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" },
    ),
    messages: [],
  },
  {
    it: "leaves a document that cannot be read to policy-readable",
    sample: changed(compliant.role, { assumeRolePolicy: '{"Statement":7}' }),
    messages: [],
  },
]);
