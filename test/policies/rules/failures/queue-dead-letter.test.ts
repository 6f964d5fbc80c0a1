import { types } from "../../../../policies/kit/types";
import { queueDeadLetter } from "../../../../policies/rules/failures/queue-dead-letter";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { compliantStack } from "../../samples";

cases(queueDeadLetter, [
  {
    it: "finds a queue without a dead-letter queue",
    sample: [...compliantStack, { type: types.queue, name: "work", props: { name: "work" } }],
    messages: [
      'Queue "work", redrivePolicy: a message that cannot be handled is tried until it expires. Set deadLetterTargetArn and maxReceiveCount.',
    ],
  },
  {
    it: "takes one with a redrive policy",
    sample: [{ type: types.queue, name: "work", props: { redrivePolicy: "{}" } }],
    messages: [],
  },
  {
    it: "takes the queue that another names in its redrive policy",
    sample: [
      {
        type: types.queue,
        name: "work",
        props: { redrivePolicy: JSON.stringify({ deadLetterTargetArn: "arn:aws:sqs:eu-central-1:111122223333:dead" }) },
      },
      { type: types.queue, name: "dead", props: { name: "dead" } },
    ],
    messages: [],
  },
  {
    it: "takes it by dependency while ARNs are not known",
    sample: [
      { type: types.queue, name: "work", props: { redrivePolicy: unknown }, from: { redrivePolicy: ["dead"] } },
      { type: types.queue, name: "dead", props: { name: "dead" } },
    ],
    messages: [],
  },
  {
    it: "takes the queue of a function's failures",
    sample: [
      {
        type: types.lambda,
        name: "f",
        props: { deadLetterConfig: { targetArn: "arn:aws:sqs:eu-central-1:111122223333:dead" } },
      },
      { type: types.queue, name: "dead", props: { name: "dead" } },
    ],
    messages: [],
  },
]);
