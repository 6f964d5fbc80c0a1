import { allow, type RightsTable } from "./task-view";

/** Sending a task token. Whoever answers needs rights of its own; the key of an encrypted queue or topic is not told by the definition. */
export const callback: RightsTable = {
  // https://docs.aws.amazon.com/step-functions/latest/dg/sqs-iam.html
  "sqs:sendMessage.waitForTaskToken": (task) => {
    const url = task.plain("QueueUrl");
    const [, region, account, name] =
      /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/(\d{12})\/([\w.-]+)$/.exec(url) ?? [];
    if (name === undefined) throw new Error(`sends to ${url}, which is not the URL of a queue`);
    return [
      allow("AskWorker", ["sqs:SendMessage"], [`arn:${task.names.scope.partition}:sqs:${region}:${account}:${name}`]),
    ];
  },
  // https://docs.aws.amazon.com/step-functions/latest/dg/sns-iam.html
  "sns:publish.waitForTaskToken": (task) => [allow("AskWorkers", ["sns:Publish"], [task.plain("TopicArn")])],
};
