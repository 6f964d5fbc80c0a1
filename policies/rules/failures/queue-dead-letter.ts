import { soc2 } from "../../kit/frameworks";
import { parseObject } from "../../kit/parse";
import { linkTo } from "../../kit/references";
import type { ResourceView } from "../../kit/resource-view";
import type { StackRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { isPresent, type Value } from "../../kit/value";

/** A dead-letter queue needs none of its own; it is recognised by the queue that names it. */
export const queueDeadLetter: StackRule = {
  name: "queue-dead-letter",
  description: "Every queue has a dead-letter queue, or is one.",
  severity: "medium",
  framework: soc2("A1.2"),
  remediationSteps: "Set redrivePolicy with deadLetterTargetArn and maxReceiveCount.",
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
  types: [types.queue],
  validateStack(stack, report) {
    const givers = [types.queue, types.topicSubscription, types.eventTarget, types.lambda, REDRIVE_POLICY];
    for (const queue of stack.ofType(types.queue)) {
      if (isPresent(queue.get("redrivePolicy")) || isPresent(queue.get("redriveAllowPolicy"))) {
        continue;
      }
      const own = linkTo(stack, [REDRIVE_POLICY], queue, (policy) => [
        { property: "queueUrl", value: policy.get("queueUrl") },
      ]);
      const taken = linkTo(stack, givers, queue, deadLetters);
      if (own.linked.length > 0 || taken.linked.some(({ urn }) => urn !== queue.urn)) {
        continue;
      }
      const unknown = own.unknown ?? taken.unknown;
      if (unknown !== undefined) {
        report.unknown(unknown);
        continue;
      }
      report.finding(queue, {
        at: "redrivePolicy",
        found: "a message that cannot be handled is tried until it expires",
        fix: "Set deadLetterTargetArn and maxReceiveCount",
      });
    }
  },
};

const REDRIVE_POLICY = "aws:sqs/redrivePolicy:RedrivePolicy";

/** Where a resource sends what it could not deliver. */
function deadLetters(from: ResourceView): { property: string; value: Value | undefined }[] {
  const policy = from.get("redrivePolicy");
  const parsed = parseObject(policy);
  return [
    {
      property: "redrivePolicy",
      value: parsed.kind === "document" ? parsed.fields.deadLetterTargetArn : unknownOnly(parsed),
    },
    { property: "deadLetterConfig", value: from.get("deadLetterConfig", "arn") },
    { property: "deadLetterConfig", value: from.get("deadLetterConfig", "targetArn") },
  ];
}

function unknownOnly(parsed: ReturnType<typeof parseObject>): Value | undefined {
  return parsed.kind === "unknown" ? parsed.unknown : undefined;
}
