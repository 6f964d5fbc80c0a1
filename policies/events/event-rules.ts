import { type Answer, every, some } from "../kit/answer";
import { areApart, arnParts, homeOf, nameIn } from "../kit/identity";
import { linkTo } from "../kit/references";
import type { ResourceView } from "../kit/resource-view";
import type { Stack } from "../kit/rule";
import { types } from "../kit/types";
import { flagOf, textOf, Unknown } from "../kit/value";
import type { BadEnd } from "./execution-event";
import { parsePattern } from "./pattern";

/** An event rule with what it does for every machine. */
export interface EventRule {
  readonly rule: ResourceView;
  readonly targets: readonly ResourceView[];
  /** Whether it has a target. */
  readonly aims: Answer;
  /** Whether it sends a bad end of a machine to its targets. */
  covers(machine: ResourceView, status: BadEnd): Answer;
  /** True if its pattern is not known yet and computed from a machine: it is about it. */
  isFrom(machine: ResourceView): boolean;
}

/** The event rules of a stack that are not known to be switched off. */
export function eventRulesOf(stack: Stack): readonly EventRule[] {
  const machines = stack.ofType(types.machine);
  return stack
    .ofType(types.eventRule)
    .filter((rule) => isOn(rule) !== false)
    .map((rule) => read(stack, rule, machines));
}

function read(stack: Stack, rule: ResourceView, machines: readonly ResourceView[]): EventRule {
  const { linked, unknown } = linkTo(stack, [types.eventTarget], rule, (target) => [
    { property: "rule", value: target.get("rule") },
  ]);
  // A rule's name holds on one bus only.
  const buses = linked.map((target) => sameBus(rule, target));
  const pattern = parsePattern(rule.get("eventPattern"));
  const sources = rule.dependenciesOf("eventPattern");
  const isFrom = ({ urn }: ResourceView) => pattern.kind === "unknown" && sources.includes(urn);
  const matches = (machine: ResourceView, status: BadEnd): Answer => {
    switch (pattern.kind) {
      case "pattern":
        return pattern.covers(machine, status);
      case "unknown":
        // Computed from other machines, it is about those; which statuses it names shows at deployment.
        return machines.some(isFrom) && !isFrom(machine) ? false : pattern.unknown;
      default:
        return false;
    }
  };
  return {
    rule,
    targets: linked.filter((_, index) => buses[index] === true),
    aims: some(...buses, unknown ?? false),
    covers: (machine, status) => every(isOn(rule), listens(rule, machine), matches(machine, status)),
    isFrom,
  };
}

function isOn(rule: ResourceView): Answer {
  const [state, enabled] = [rule.get("state"), rule.get("isEnabled")];
  const off = state === "DISABLED" || flagOf(enabled) === false;
  return off ? false : ([state, enabled].find((each) => each instanceof Unknown) ?? true);
}

/** AWS's services send to the default bus of the account and region that they work in, and to no other. */
function listens(rule: ResourceView, machine: ResourceView): Answer {
  const home = homeOf(machine);
  if (areApart(homeOf(rule), home)) {
    return false;
  }
  const bus = busOf(rule);
  return bus instanceof Unknown ? bus : bus.name === "default" && !areApart(bus.at, home);
}

interface Bus {
  readonly name: string;
  readonly at: { readonly region: string | undefined; readonly account: string | undefined };
}

/** The bus of a rule or a target: the account's own where none is named. */
function busOf(subject: ResourceView): Bus | Unknown {
  const bus = subject.get("eventBusName");
  if (bus instanceof Unknown) {
    return bus;
  }
  const text = textOf(bus) ?? "";
  return {
    name: nameIn(text).replace(/^event-bus\//, "") || "default",
    at: arnParts(text) ?? homeOf(subject),
  };
}

function sameBus(rule: ResourceView, target: ResourceView): Answer {
  const [one, other] = [busOf(rule), busOf(target)];
  // Not known of both, it is one value that the program gave to both.
  if (one instanceof Unknown || other instanceof Unknown) {
    return one instanceof Unknown && other instanceof Unknown
      ? true
      : one instanceof Unknown
        ? one
        : (other as Unknown);
  }
  return one.name === other.name && !areApart(one.at, other.at);
}
