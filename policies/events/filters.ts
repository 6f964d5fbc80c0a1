import type { Answer } from "../kit/answer";
import { areApart, arnParts, homeOf, nameIn } from "../kit/identity";
import type { ResourceView } from "../kit/resource-view";
import type { Stack } from "../kit/rule";
import { types } from "../kit/types";
import { textOf, Unknown, type Value } from "../kit/value";

/** A metric filter, and whether it reads the log of a machine. */
export interface Over {
  readonly filter: ResourceView;
  readonly over: Answer;
}

/** Metric filters of a stack over the group that a machine logs to; those that may be, too. */
export function filtersOver(stack: Stack, machine: ResourceView): readonly Over[] {
  const destination = machine.get("loggingConfiguration", "logDestination");
  const logs = groupOf(stack, machine, "loggingConfiguration", destination, (arn) => nameIn(arn.replace(/:\*$/, "")));
  const home = arnParts(textOf(destination) ?? "") ?? homeOf(machine);
  return stack
    .ofType(types.logMetricFilter)
    .map((filter) => {
      const reads = groupOf(stack, filter, "logGroupName", filter.get("logGroupName"), (name) => name);
      return { filter, over: !areApart(home, homeOf(filter)) && sameGroup(logs, reads) };
    })
    .filter(({ over }) => over !== false);
}

/** The log groups that a property may name: by name, or by what it was computed from. */
interface Groups {
  readonly names: readonly (string | undefined)[];
  readonly urns: readonly string[];
  /** What leaves it open which group it is. */
  readonly open: Unknown | undefined;
}

function groupOf(
  stack: Stack,
  from: ResourceView,
  property: string,
  value: Value | undefined,
  nameOf: (text: string) => string,
): Groups {
  if (!(value instanceof Unknown)) {
    const text = textOf(value);
    return { names: text === undefined || text === "" ? [] : [nameOf(text)], urns: [], open: undefined };
  }
  const sources = from.dependenciesOf(property);
  const groups = stack.ofType(types.logGroup).filter(({ urn }) => sources.includes(urn));
  const names = groups.map((group) => group.get("name"));
  return {
    names: names.map(textOf),
    urns: groups.map(({ urn }) => urn),
    open: names.find((name) => name instanceof Unknown) ?? (sources.length === 0 ? value : undefined),
  };
}

function sameGroup(one: Groups, other: Groups): Answer {
  const shared =
    one.urns.some((urn) => other.urns.includes(urn)) ||
    one.names.some((name) => name !== undefined && other.names.includes(name));
  return shared || (one.open ?? other.open ?? false);
}
