import type { Home } from "../chain/home";
import type { KeyValue, Request } from "../evaluator/request";
import { PART, Text } from "../evaluator/text";
import type { Destination } from "./destination";
import type { Sender } from "./sender";

/** What SNS and SQS name in the encryption context, and what other services name in theirs. */
const CONTEXT = { topic: "aws:sns:topicarn", queue: "aws:sqs:arn" } as const;
const CONTEXTS = [CONTEXT.topic, CONTEXT.queue, "aws:logs:arn", "secretarn", "aws:s3:arn"];

const SEND = { topic: "sns:Publish", queue: "sqs:SendMessage" } as const;

/**
 * What a service asks KMS for when it sends to something encrypted.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
const USES = ["kms:GenerateDataKey", "kms:Decrypt"];

/** The request in which a service sends a message. */
export function sending(sender: Sender, { kind, arn }: Destination): Request {
  const home = homeOf(sender, arn);
  const account = new Text(home.account ?? PART);
  return {
    caller: { kind: "service", name: sender.service },
    action: SEND[kind],
    resource: arn,
    context: new Map<string, KeyValue>([
      ["aws:sourcearn", sender.sourceIn(home)],
      ["aws:sourceaccount", account],
      // Only services that SNS knew before aws:SourceAccount send it, EventBridge does not.
      ["aws:sourceowner", sender.service === "cloudwatch.amazonaws.com" ? account : "absent"],
      ["aws:securetransport", new Text("true")],
    ]),
  };
}

/**
 * The requests for the key of a topic or a queue. To a topic's key CloudWatch names the alarm and its account,
 * EventBridge neither; what it names to a queue's key AWS does not say. The caller is the service, in no account of a
 * customer.
 */
export function usingKey(sender: Sender, { kind, arn }: Destination): readonly Request[] {
  const home = homeOf(sender, arn);
  const context = new Map<string, KeyValue>([
    ...CONTEXTS.map((key): [string, KeyValue] => [
      `kms:encryptioncontext:${key}`,
      key === CONTEXT[kind] ? arn : "absent",
    ]),
    ["kms:calleraccount", new Text("AWS")],
    ["aws:sourceowner", "absent"],
    ["aws:securetransport", new Text("true")],
  ]);
  if (sender.service === "cloudwatch.amazonaws.com") {
    context.set("aws:sourcearn", sender.sourceIn(home));
    context.set("aws:sourceaccount", new Text(home.account ?? PART));
  } else if (kind === "topic") {
    for (const key of ["aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"]) {
      context.set(key, "absent");
    }
  }
  if (home.region !== undefined && !home.region.startsWith("cn-")) {
    context.set("kms:viaservice", new Text(`${kind === "topic" ? "sns" : "sqs"}.${home.region}.amazonaws.com`));
  }
  return USES.map((action) => ({
    caller: { kind: "service", name: sender.service },
    action,
    // A key's policy is about this key.
    resource: new Text("arn:", PART, ":kms:", PART, ":", PART, ":key/", PART),
    context,
  }));
}

/** The home of alarm or rule; where nothing says it, that of what it sends to. */
function homeOf({ home }: Sender, to: Text): Home {
  const [, partition, , region, account] = to.toString().split(":");
  const known = (part: string | undefined) => (part === undefined || /[<?>]/.test(part) ? undefined : part);
  return {
    partition: home.partition ?? known(partition),
    region: home.region ?? known(region),
    account: home.account ?? known(account),
  };
}
