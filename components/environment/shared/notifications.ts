import type * as pulumi from "@pulumi/pulumi";
import { evidenceNames } from "../../core/evidence-names";
import type { ExecutionLog } from "../../logging/execution-log";
import { alarmArns, alarmNames } from "../../notifications/alarm-names";
import { alarmDescriptions } from "../../notifications/alarm-text";
import { FailureAlarms } from "../../notifications/failure-alarms";
import { failureRule, unnotifiedFilter } from "../../notifications/failure-rule";
import { FailureTopic } from "../../notifications/failure-topic";
import type { EnvironmentArgs } from "../args";
import type { EnvironmentPlan } from "../plan";

interface NotificationsArgs {
  readonly args: EnvironmentArgs;
  readonly plan: EnvironmentPlan;
  readonly keyArn: pulumi.Input<string>;
  readonly log: ExecutionLog;
}

/** The topic that receives every failure, and the alarms on what it does not deliver. */
export function createNotifications(
  name: string,
  { args, plan, keyArn, log }: NotificationsArgs,
  opts: pulumi.ComponentResourceOptions,
): FailureTopic {
  const { names, grants, tags, rotationStatements } = plan;
  const topic = new FailureTopic(
    name,
    {
      topic: names.failureTopic,
      queue: names.failureQueue,
      rule: failureRule(names),
      displayName: `${names.base} failures`,
      account: names.scope.account,
      alarmArns: alarmArns(names, grants !== undefined),
      keyArn,
      subscriptions: args.subscriptions,
      topicExists: names.scope.failureTopicArn !== undefined,
      otherRuleArns: [
        ...(args.evidence === undefined ? [] : [evidenceNames(names).rule.arn]),
        ...(grants === undefined ? [] : [grants.names.goneRule.arn]),
      ],
      tags,
    },
    opts,
  );
  new FailureAlarms(
    name,
    {
      alarms: alarmNames(names),
      descriptions: alarmDescriptions(names, grants?.names.logGroup.name),
      metricName: `${names.base}-unnotified-failures`,
      filterPattern: unnotifiedFilter(names),
      logGroupName: log.group.name,
      topicArn: names.failureTopic.arn,
      topicName: names.failureTopic.name,
      queueName: names.failureQueue.name,
      ...(rotationStatements === undefined ? {} : { rotationFunctionName: names.rotationFunction.name }),
      ...(grants === undefined ? {} : { grantsFunctionName: grants.names.membership.name }),
      tags,
    },
    opts,
  );
  return topic;
}
