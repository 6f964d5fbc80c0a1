import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { plain, without } from "../machines";

export const account = "111122223333";
/** A key of somebody else's, as an organisation would configure it. */
export const key = `arn:aws:kms:eu-central-1:${account}:key/11111111-2222-3333-4444-555555555555`;
export const unbounded: string = JSON.stringify(without(plain(), "TimeoutSeconds"));
export const logDestination = `arn:aws:logs:eu-central-1:${account}:log-group:orders:*`;
const roleArn = `arn:aws:iam::${account}:role/orders-machine`;
/** Stands in a definition that is a secret, and must not be shown by anything. */
export const hidden = "hidden-from-everybody";

export const secretive: string = unbounded.replace('"Run"', `"Run","Comment":"${hidden}"`);

/** What can be fixed, one thing each; and, named after why, what must be left alone. */
export async function mendableProgram(): Promise<void> {
  const topic = new aws.sns.Topic("open", { name: "open" });
  const machine = (name: string, args: Partial<aws.sfn.StateMachineArgs>) =>
    new aws.sfn.StateMachine(name, {
      name,
      roleArn,
      definition: JSON.stringify(plain()),
      loggingConfiguration: { level: "ALL", logDestination },
      tracingConfiguration: { enabled: true },
      ...args,
    });
  new aws.cloudwatch.LogGroup("short", { name: "short", retentionInDays: 7 });
  new aws.cloudwatch.LogGroup("for-ever", { name: "for-ever" });
  machine("untraced", { tracingConfiguration: { enabled: false } });
  machine("half-logged", { loggingConfiguration: { level: "ERROR", logDestination } });
  machine("unbounded", { definition: unbounded });
  // Three rules fix one resource; what is secret is fixed and stays secret.
  machine("secretive", {
    definition: pulumi.secret(secretive),
    loggingConfiguration: { level: "FATAL", logDestination },
    tracingConfiguration: { enabled: false },
  });
  // Not known before the topic is there.
  machine("unknown", { definition: topic.arn.apply((arn) => unbounded.replace('"Run"', `"Run","Comment":"${arn}"`)) });
  machine("unreadable", { definition: "{" });
}
