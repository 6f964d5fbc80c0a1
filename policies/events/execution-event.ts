import { arnIn, homeOf } from "../chain/home";
import { PART, Text } from "../evaluator/text";
import { UnknownBecause } from "../evaluator/truth";
import { physicalName } from "../kit/references";
import type { ResourceView } from "../kit/resource-view";
import { textOf } from "../kit/value";
import { type EventValue, fixed, varying } from "./event-value";

/** Statuses of an execution that ended badly. */
export const BAD_ENDS = ["FAILED", "TIMED_OUT", "ABORTED"] as const;
export type BadEnd = (typeof BAD_ENDS)[number];

/** Milliseconds since 1970 of a day on which nobody ran this pack yet: every date in an event is later. */
const EARLIEST = Date.UTC(2024, 0);

/**
 * The event of any execution of a machine that ended badly: what is the same in all of them, and what differs.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export function executionEvent(machine: ResourceView, status: BadEnd): Readonly<Record<string, EventValue>> {
  const home = homeOf(machine);
  const name = physicalName(machine) ?? nameOf(textOf(machine.get("arn"))) ?? PART;
  const arn = textOf(machine.get("arn"));
  const machineArn = arn === undefined ? arnIn(home, "states", "stateMachine:", new Text(name)) : new Text(arn);
  const executionArn = varying(arnIn(home, "states", "execution:", new Text(name), ":"));
  const any = varying();
  const number = (least: number): EventValue => ({ kind: "number", least });
  const each = (...values: EventValue[]): EventValue => ({ kind: "each", values });
  const alias = each(null, varying(machineArn, ":"));
  return {
    version: fixed("0"),
    id: any,
    "detail-type": fixed("Step Functions Execution Status Change"),
    source: fixed("aws.states"),
    account: fixed(home.account ?? PART),
    time: any,
    region: fixed(home.region ?? PART),
    resources: { kind: "list", items: [executionArn] },
    detail: {
      kind: "object",
      fields: {
        executionArn,
        stateMachineArn: fixed(machineArn),
        stateMachineVersionArn: alias,
        stateMachineAliasArn: alias,
        name: any,
        status: fixed(status),
        startDate: number(EARLIEST),
        stopDate: number(EARLIEST),
        // Too large for an event, an input is left out.
        input: each(any, null),
        error: each(any, null, "absent"),
        cause: each(any, null, "absent"),
        ...unsure(
          ["inputDetails", "output", "outputDetails"],
          ["redriveCount", "redriveDate", "redriveStatus", "redriveStatusReason"],
        ),
      },
    },
  };
}

function nameOf(arn: string | undefined): string | undefined {
  return /:stateMachine:([^:]+)/.exec(arn ?? "")?.[1];
}

/** Fields whose value in the event of a bad end is not documented in full. */
function unsure(...names: readonly (readonly string[])[]): Record<string, EventValue> {
  return Object.fromEntries(
    names.flat().map((name) => [name, new UnknownBecause(`what an event has as ${name} is not known`)]),
  );
}
