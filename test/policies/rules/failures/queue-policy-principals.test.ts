import { queuePolicyPrincipals } from "../../../../policies/rules/failures/queue-policy-principals";
import { cases } from "../../cases";
import { queueArn, queuePolicy } from "../../variants";

cases(queuePolicyPrincipals, [
  {
    it: "finds everybody",
    sample: queuePolicy({ Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: queueArn }),
    messages: [
      'QueuePolicy "sample", policy, Statement 1: everybody is let in (Principal *). Name the principals, or compare "aws:SourceAccount" with StringEquals and the id of the account.',
    ],
  },
  {
    it: "finds another account",
    sample: queuePolicy({
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::999988887777:root" },
      Action: "sqs:SendMessage",
      Resource: queueArn,
    }),
    messages: [
      'QueuePolicy "sample", policy, Statement 1: another account is let in (999988887777). Remove it, or add it to the rule\'s accounts.',
    ],
  },
  {
    it: "takes another account from its settings",
    sample: queuePolicy({
      Effect: "Allow",
      Principal: { AWS: "999988887777" },
      Action: "sqs:SendMessage",
      Resource: queueArn,
    }),
    config: { accounts: ["999988887777"] },
    messages: [],
  },
  {
    it: "takes everybody from one source",
    sample: queuePolicy({
      Effect: "Allow",
      Principal: "*",
      Action: "sqs:SendMessage",
      Resource: queueArn,
      Condition: { ArnEquals: { "aws:SourceArn": "arn:aws:sns:eu-central-1:111122223333:failures" } },
    }),
    messages: [],
  },
  {
    it: "finds everybody with a condition that anybody meets",
    sample: queuePolicy({
      Effect: "Allow",
      Principal: "*",
      Action: "sqs:SendMessage",
      Resource: queueArn,
      Condition: { ArnLike: { "aws:SourceArn": "*" } },
    }),
    messages: [
      'QueuePolicy "sample", policy, Statement 1: everybody is let in (Principal *). Name the principals, or compare "aws:SourceAccount" with StringEquals and the id of the account.',
    ],
  },
]);
