import { jsonata } from "../../asl/jsonata";
import { TIMINGS, timeOut } from "../../asl/timeouts";
import type { State, StateMachineDefinition } from "../../asl/types";
import { dependenciesOf } from "../../blueprint/dependencies";
import { FAILURE_START, failureValue } from "../failure/path";
import { type FailureMemory, failureVariables, IS_NOTIFIED, lastSteps, NOT_TOLD, TELL_SECONDS } from "./failures";
import { leadTo, type RunArgs, RunMachine } from "./orchestration";
import type { Part } from "./partition";
import { DATA_LIMIT, neededFromOutside } from "./results";

/**
 * The workflow of a part of an environment's plan: runs its apps like the parent does and hands on their results; asked to rehearse, what they find. It
 * undoes nothing: its failure is the parent's. It may end well with failures among its results (apps that do not end a run); the parent fails for them.
 */
export function partDefinition(args: RunArgs, part: Part): StateMachineDefinition {
  const { names } = args;
  const { machine: own, machineRole: role } = names.part(part.index);
  const dependencies = dependenciesOf(args.blueprint.apps);
  const known = args.known.get(part.index);
  if (known === undefined) throw new Error(`part ${part.index} does not stand in the plan`);
  const needed = neededFromOutside(part.apps, dependencies);
  // What an app of the part awaits it learns by itself.
  const given = new Set([...needed].filter((app) => known.before.has(app)));
  const others = Object.keys(args.blueprint.apps).filter((app) => !part.apps.includes(app));
  const exported = neededFromOutside(others, dependencies);
  const machine = new RunMachine(args, part.plan, own, new Set([...known.added].filter((app) => exported.has(app))));
  const memory: FailureMemory = { undoes: false, keeps: machine.memory.keeps };
  const main = machine.main({ memory, failureStart: IS_NOTIFIED, last: "Done", given });
  const { [IS_NOTIFIED]: question, ...told } = lastSteps(names, own, memory);
  const asked = question === undefined ? {} : { [IS_NOTIFIED]: question };
  const share = Math.floor((DATA_LIMIT * part.apps.length) / Object.keys(args.blueprint.apps).length);
  const results = machine.data.fitting(machine.data.only("$states.input", [...known.added]), part.plan, {
    limit: share,
  });
  const run: Record<string, State> = {
    ...main.States,
    Done: { Type: "Succeed", Output: { context: jsonata(results) } },
    RefuseInput: {
      Type: "Pass",
      Comment: "Only the parent starts a part, with the results that its apps need.",
      Assign: failureVariables(
        {
          ...failureValue({
            app: own.name,
            error: "NotStartedByTheParent",
            cause: "The input has no results of the apps that this part waits for; start the parent",
          }),
          notice: NOT_TOLD,
        },
        memory,
        "[]",
      ),
      Next: FAILURE_START,
    },
    // Where no failure of an app ends the part, nothing asks whether it was told of.
    ...(leadTo(main.States, IS_NOTIFIED) ? asked : {}),
    ...told,
  };
  const rehearsal = machine.rehearsal({ run, role, memory, judges: false }, []);
  return {
    Comment: `Runs part ${part.index} of ${names.scope.blueprint}/${names.scope.environment}: ${part.apps.length} apps.`,
    QueryLanguage: "JSONata",
    StartAt: "Begin",
    TimeoutSeconds: timeOut(Math.max(machine.seconds(part.plan), rehearsal.seconds) + TELL_SECONDS + TIMINGS.slack),
    States: {
      Begin: {
        Type: "Choice",
        Choices: [
          rehearsal.rule,
          {
            Condition: jsonata(`$type($states.context.Execution.Input.results) = "object"`),
            Assign: { until: machine.data.untilVariable() },
            Output: jsonata("$states.context.Execution.Input.results"),
            Next: main.StartAt,
          },
        ],
        Default: "RefuseInput",
      },
      ...run,
      ...rehearsal.states,
    },
  };
}
