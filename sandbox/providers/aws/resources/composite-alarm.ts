import {
  type CompositeAlarm,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
} from "@aws-sdk/client-cloudwatch";
import type { CompositeAlarmArgs } from "@pulumi/aws/cloudwatch";
import { nameFault } from "../../kit/faults";
import type { Aws } from "../connection";
import { must, type Plain } from "../service";
import { tagged } from "../tagged";
import { pairs } from "../tags";
import { alarmTags } from "./alarm-tags";

type CompositeInputs = Omit<Plain<CompositeAlarmArgs>, "alarmActions" | "insufficientDataActions" | "okActions"> & {
  readonly alarmActions?: string[];
  readonly insufficientDataActions?: string[];
  readonly okActions?: string[];
};

/**
 * Composite alarms; the id is the name:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export const compositeAlarm = tagged<CompositeInputs, CompositeAlarm>({
  type: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  supports: [
    "actionsEnabled",
    "actionsSuppressor",
    "alarmActions",
    "alarmDescription",
    "alarmName",
    "alarmRule",
    "insufficientDataActions",
    "okActions",
    "region",
    "tags",
  ],
  replaceOn: ["actionsEnabled", "alarmName", "region"],
  defaults: { actionsEnabled: true },
  chosenByService: ["region"],
  sets: ["alarmActions", "insufficientDataActions", "okActions"],
  validate: (inputs) => [
    ...nameFault(inputs.alarmName, /^.{1,255}$/, "must be 1 to 255 characters"),
    ...nameFault(inputs.alarmRule, /^[\s\S]{1,10240}$/, "must be 1 to 10,240 characters"),
  ],
  locate: (_, inputs) => must(inputs.alarmName, "a name"),
  find: describe,
  async create({ alarms }, inputs, tags) {
    await alarms.send(new PutCompositeAlarmCommand({ ...alarm(inputs), Tags: pairs(tags) }));
    return must(inputs.alarmName, "a name");
  },
  outputs: (found) => ({
    actionsEnabled: found.ActionsEnabled,
    actionsSuppressor:
      found.ActionsSuppressor === undefined
        ? undefined
        : {
            alarm: found.ActionsSuppressor,
            extensionPeriod: found.ActionsSuppressorExtensionPeriod,
            waitPeriod: found.ActionsSuppressorWaitPeriod,
          },
    alarmActions: found.AlarmActions,
    alarmDescription: found.AlarmDescription,
    alarmName: found.AlarmName,
    alarmRule: found.AlarmRule,
    arn: found.AlarmArn,
    insufficientDataActions: found.InsufficientDataActions,
    okActions: found.OKActions,
  }),
  async update({ alarms }, _id, { news }) {
    await alarms.send(new PutCompositeAlarmCommand(alarm(news)));
  },
  tags: alarmTags,
  async delete({ service }, id) {
    if ((await describe(service, id)) !== undefined) {
      await service.alarms.send(new DeleteAlarmsCommand({ AlarmNames: [id] }));
    }
  },
});

function alarm(inputs: CompositeInputs) {
  const { actionsSuppressor } = inputs;
  return {
    AlarmName: inputs.alarmName,
    AlarmRule: inputs.alarmRule,
    ActionsEnabled: inputs.actionsEnabled ?? true,
    ActionsSuppressor: actionsSuppressor?.alarm,
    ActionsSuppressorExtensionPeriod: actionsSuppressor?.extensionPeriod,
    ActionsSuppressorWaitPeriod: actionsSuppressor?.waitPeriod,
    AlarmActions: inputs.alarmActions,
    AlarmDescription: inputs.alarmDescription,
    InsufficientDataActions: inputs.insufficientDataActions,
    OKActions: inputs.okActions,
  };
}

async function describe(service: Aws, name: string): Promise<CompositeAlarm | undefined> {
  const answer = await service.alarms.send(
    new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ["CompositeAlarm"] }),
  );
  return answer.CompositeAlarms?.find((each) => each.AlarmName === name);
}
