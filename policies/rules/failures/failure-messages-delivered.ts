import { type Delivery, deliveriesOf } from "../../delivery/delivery";
import { soc2 } from "../../kit/frameworks";
import type { Finding, StackRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { unreadable } from "../../kit/unreadable";
import { Unknown } from "../../kit/value";

/** AWS drops a message without a word that its sender may not publish, or not encrypt. */
export const failureMessagesDelivered: StackRule = {
  name: "failure-messages-delivered",
  description: "Alarms and event rules may publish to their topics and write to their queues, and may use the keys.",
  severity: "high",
  framework: soc2("CC7.3"),
  remediationSteps:
    "Allow the services in the policies of topic, queue and key: sns:Publish or sqs:SendMessage, and kms:GenerateDataKey* with kms:Decrypt.",
  url: "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
  types: [types.machine],
  validateStack(stack, report) {
    const lost = new Map<string, Delivery[]>();
    for (const delivery of deliveriesOf(stack)) {
      const { sender, subject, verdict, on } = delivery;
      if (verdict.kind === "unknown") {
        const policy = subject.get("policy");
        report.unknown(policy instanceof Unknown ? policy : unreadable(`${sender.from.label}: ${verdict.why}`));
      } else if (verdict.kind === "denied") {
        const key = JSON.stringify([subject.urn, on, sender.service, delivery.destination.arn.toString()]);
        lost.set(key, [...(lost.get(key) ?? []), delivery]);
      }
    }
    for (const deliveries of lost.values()) {
      const [first] = deliveries;
      if (first !== undefined) {
        report.finding(first.subject, findingOf(first, deliveries));
      }
    }
  },
};

/** Names that a message shows. */
const SHOWN = 3;

function findingOf({ sender, destination, on, verdict }: Delivery, all: readonly Delivery[]): Finding {
  const { service } = sender;
  const senders = [...new Set(all.map(({ sender: { from } }) => from.label))];
  const more = senders.length > SHOWN ? ` and ${senders.length - SHOWN} more` : "";
  const actions = [...new Set(all.map(({ action }) => action))];
  const denied = verdict.kind === "denied" && verdict.how === "explicit" ? ` (${verdict.by.statement} denies it)` : "";
  const near = verdict.kind === "denied" && verdict.how === "implicit" ? verdict.near : undefined;
  const test = near?.test === undefined ? "" : ` (${near.statement} requires ${near.test})`;
  const what = on === "key" ? `use ${destination.key?.label} of ${destination.kind}` : `send to ${destination.kind}`;
  return {
    at: on === "key" && destination.key?.subject.type === types.topic ? "kmsMasterKeyId" : "policy",
    found:
      `${service} may not ${what} "${nameOf(destination)}"${denied}${test}, ` +
      `so that messages of ${senders.slice(0, SHOWN).join(", ")}${more} are lost`,
    fix: fixOf(service, destination, on, actions),
  };
}

function nameOf({ arn }: Destination): string {
  return arn.toString().split(":").at(-1) ?? "";
}

type Destination = Delivery["destination"];

function fixOf(service: string, { kind, key }: Destination, on: Delivery["on"], actions: readonly string[]): string {
  if (on === "itself") {
    return `Allow ${actions.join(", ")} to the service ${service} in its policy, bounded by "aws:SourceAccount"`;
  }
  const context = kind === "topic" ? "aws:sns:topicArn" : "aws:sqs:arn";
  const bound = service.startsWith("events") ? `"kms:EncryptionContext:${context}"` : '"aws:SourceAccount"';
  const own = key?.label.startsWith("AWS's own") === true ? "Name a customer-managed key, and allow" : "Allow";
  return `${own} kms:GenerateDataKey* and kms:Decrypt to the service ${service} in its policy, bounded by ${bound}`;
}
