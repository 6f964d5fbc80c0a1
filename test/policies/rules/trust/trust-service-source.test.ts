import { trustServiceSource } from "../../../../policies/rules/trust/trust-service-source";
import { cases } from "../../cases";
import { serviceTrust } from "../../samples";
import { trust } from "../../variants";

cases(trustServiceSource, [
  {
    it: "finds a service that may act for any account",
    sample: trust({
      Effect: "Allow",
      Principal: { Service: ["states.amazonaws.com", "lambda.amazonaws.com"] },
      Action: "sts:AssumeRole",
    }),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: "states.amazonaws.com" may act here for any account (no condition on "aws:SourceAccount"). Compare "aws:SourceAccount" with StringEquals and the id of this account.',
    ],
  },
  {
    it: "finds a condition that holds where the key is missing",
    sample: trust({ ...serviceTrust, Condition: { StringEqualsIfExists: { "aws:SourceAccount": "111122223333" } } }),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: "states.amazonaws.com" may act here for any account (no condition on "aws:SourceAccount"). Compare "aws:SourceAccount" with StringEquals and the id of this account.',
    ],
  },
  {
    it: "finds a source that names no account",
    sample: trust({
      ...serviceTrust,
      Condition: { ArnLike: { "aws:SourceArn": "arn:aws:states:*:*:stateMachine:orders" } },
    }),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: "states.amazonaws.com" may act here for any account (no condition on "aws:SourceAccount"). Compare "aws:SourceAccount" with StringEquals and the id of this account.',
    ],
  },
  {
    it: "takes a source that names its account",
    sample: trust({
      ...serviceTrust,
      Condition: { ArnLike: { "aws:SourceArn": "arn:aws:states:eu-central-1:111122223333:stateMachine:orders*" } },
    }),
    messages: [],
  },
  {
    it: "takes an organisation",
    sample: trust({ ...serviceTrust, Condition: { StringEquals: { "aws:SourceOrgID": "o-1" } } }),
    messages: [],
  },
  {
    it: "takes services from its settings",
    sample: trust({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }),
    config: { services: ["ec2.amazonaws.com"] },
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: "ec2.amazonaws.com" may act here for any account (no condition on "aws:SourceAccount"). Compare "aws:SourceAccount" with StringEquals and the id of this account.',
    ],
  },
]);
