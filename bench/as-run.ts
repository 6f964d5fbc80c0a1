import { statesOf } from "../components/asl/walk";
import type { Blueprint } from "../components/blueprint/blueprint";
import { parseBlueprint } from "../components/blueprint/parse";
import { environmentNames, scopeOf } from "../components/core/names";
import { delayAfter, pollRetrier } from "../components/definitions/parent/await-poll";
import { awaitNames } from "../components/definitions/parent/await-states";
import { runMachines } from "../components/definitions/parent/index";
import { runTransitions } from "../components/definitions/run-transitions";
import type { Plan, PlanLeaf } from "../components/schedule/plan";
import { planSeconds } from "../components/schedule/plan-times";
import type { Sample } from "./graphs";

/** What a run of a plan takes. */
export interface AsRun {
  readonly seconds: number;
  /** Of the parent and its parts, looks at what is late included. */
  readonly transitions: number;
  /** Looks that found an awaited app still running. */
  readonly looks: number;
  /** Machines that the parent starts beside the apps', because one machine has no room for all. */
  readonly parts: number;
}

const names = environmentNames(
  scopeOf({ blueprint: "bench", environment: "run", account: "123456789012", region: "eu-central-1" }),
);

/**
 * A run of a plan, event by event, with exactly the delays of the definitions that are generated for it: each app takes the sample's seconds, and a branch that
 * awaits others lets the seconds of its Wait pass and looks again after each delay of its Retry. States, calls and starts take no time of their own.
 *
 * @param expected the apps as they were planned: what the definitions were made for
 */
export function asRun(expected: Sample["apps"] | Bare, plan: Plan, taken: (app: string) => number): AsRun {
  const machines = runMachines({ names, blueprint: blueprintOf(expected), callerRoles: ["runner"], plan });
  const parts = new Map(machines.parts.map((part) => [part.names.machine.aliasArn, part.definition]));
  const states = new Map([machines.parent, ...parts.values()].flatMap(statesOf));
  let looks = 0;
  const start = (leaf: PlanLeaf, reached: number, ends: readonly number[]): number => {
    const { wait, looks: lookNames } = awaitNames(leaf);
    const first = states.get(wait);
    let now = reached + (first?.Type === "Wait" ? first.Seconds : 0);
    lookNames.forEach((name, index) => {
      const poll = pollRetrier(states.get(name));
      if (poll === undefined) throw new Error(`no state "${name}"`);
      for (let count = 0; now < (ends[index] ?? 0); count++) {
        now += delayAfter(poll, count);
        looks += 1;
      }
    });
    return now;
  };
  const seconds = planSeconds(plan, taken, start);
  return { seconds, looks, parts: parts.size, transitions: runTransitions({ parent: machines.parent, parts }) + looks };
}

/** Apps without expected seconds. */
export type Bare = Readonly<Record<string, { readonly after: readonly string[] }>>;

function blueprintOf(apps: Sample["apps"] | Bare): Blueprint {
  const tasks = Object.entries(apps).map(([app, rest]) => [app, { ...rest, task: { kind: "lambda", function: "f" } }]);
  const parsed = parseBlueprint({ name: "bench", apps: Object.fromEntries(tasks) });
  if ("blueprint" in parsed) return parsed.blueprint;
  throw new Error(`the graph is no blueprint: ${JSON.stringify(parsed).slice(0, 500)}`);
}
