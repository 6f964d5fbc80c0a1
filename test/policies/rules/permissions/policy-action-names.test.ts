import { REFERENCE_DATE } from "../../../../policies/iam/action-table";
import { policyActionNames } from "../../../../policies/rules/permissions/policy-action-names";
import { cases } from "../../cases";
import { allow } from "../../samples";
import { permission } from "../../variants";

const table = "arn:aws:dynamodb:eu-central-1:111122223333:table/orders";
const at = 'RolePolicy "orders-machine", policy, Statement 1: ';
const unknown = `${at}no action of the Service Authorization Reference of ${REFERENCE_DATE} is named`;
const meant = (wrong: string, right: string) =>
  `${unknown} "${wrong}". Did you mean "${right}"? Leave it if AWS added it since.`;
const unclear = (wrong: string) => `${unknown} "${wrong}". Check its spelling, unless AWS added it since.`;

cases(policyActionNames, [
  {
    it: "finds a misspelt action and says which was meant, once for each",
    sample: permission(allow(["dynamodb:PutItm", "dynamodb:GetItem", "dynamodb:PutItm", "dynamdb:Query"], table)),
    messages: [meant("dynamodb:PutItm", "dynamodb:PutItem"), meant("dynamdb:Query", "dynamodb:Query")],
  },
  {
    it: "finds the name of an operation, and of a service of the SDK",
    sample: permission(allow(["s3:ListObjectsV2", "lambda:Invoke", "cloudwatchlogs:PutLogEvents"], table)),
    messages: [
      meant("s3:ListObjectsV2", "s3:ListBucket"),
      meant("lambda:Invoke", "lambda:InvokeFunction"),
      meant("cloudwatchlogs:PutLogEvents", "logs:PutLogEvents"),
    ],
  },
  {
    it: "finds an action that may be new without a suggestion, and a pattern that stands for none",
    sample: permission(allow(["dynamodb:PutItem2", "quantum:Entangle", "dynamodb:Ptu*"], table)),
    messages: [unclear("dynamodb:PutItem2"), unclear("quantum:Entangle"), unclear("dynamodb:Ptu*")],
  },
  {
    it: "finds one in a Deny and in NotAction",
    sample: permission(
      { Effect: "Deny", Action: "s3:DeleteObjct", Resource: "*" },
      { Effect: "Deny", NotAction: "sts:GetCallerIdentiy", Resource: "*" },
    ),
    messages: [
      meant("s3:DeleteObjct", "s3:DeleteObject"),
      meant("sts:GetCallerIdentiy", "sts:GetCallerIdentity").replace("Statement 1", "Statement 2"),
    ],
  },
  {
    it: "accepts known actions in any case and patterns that stand for some",
    sample: permission(allow(["DynamoDB:putitem", "dynamodb:Put*", "s3:Get?bject", "s3:*", "*"], table)),
    messages: [],
  },
]);
