import assert from "node:assert/strict";
import { runLimit, TIMINGS } from "../../../components/asl/timeouts";
import { statesOf } from "../../../components/asl/walk";
import { parseBlueprint } from "../../../components/blueprint/parse";
import { type EnvironmentMachines, environmentMachines } from "../../../components/definitions/index";
import { blueprintOf, lambda, names, shop } from "../definitions/samples";

const DAY = 86_400;

/** Machines of a run in which so many apps wait for one another in a row. */
function rowOf(count: number, timeoutSeconds: number, more: (app: string) => object = () => ({})): EnvironmentMachines {
  const apps = Array.from({ length: count }, (_, index): [string, object] => [
    `app-${index}`,
    {
      task: lambda(`app-${index}`),
      timeoutSeconds,
      after: index === 0 ? [] : [`app-${index - 1}`],
      ...more(`app-${index}`),
    },
  ]);
  return environmentMachines(names, blueprintOf(Object.fromEntries(apps)));
}

const withRollback = (app: string) => ({ rollback: { task: lambda(app) } });
const secondsOf = ({ parent }: EnvironmentMachines) => parent.definition.TimeoutSeconds;

describe("the limit of a run", () => {
  const cases: readonly [string, number, number, number][] = [
    ["is a day", 600, 3_600, DAY],
    ["is three times what is planned where that is more", 40_000, 3_600, 120_000],
    ["is left to the sum where an app alone may take longer than a day", 600, 2 * DAY, 31_536_000],
  ];
  for (const [what, planned, longest, limit] of cases) {
    it(what, () => assert.equal(runLimit(planned, longest), limit));
  }

  it("bounds a run of many apps, whose sum would be days", () => {
    const some = secondsOf(rowOf(3, 900));
    assert.ok(some < DAY, String(some));
    assert.equal(secondsOf(rowOf(150, 900)), DAY);
  });

  it("has room for the rollback of many apps, whose sum would be days", () => {
    const machines = rowOf(150, 900, withRollback);
    assert.equal(machines.runRollback?.definition.TimeoutSeconds, DAY / 2);
    assert.equal(secondsOf(machines), DAY);
  });

  it("leaves time to a rollback that alone may take longer than half a day", () => {
    const machines = rowOf(2, 900, (app) => ({ rollback: { task: lambda(app), timeoutSeconds: 60_000 } }));
    const rollback = machines.runRollback?.definition.TimeoutSeconds ?? assert.fail();
    assert.ok(rollback > 120_000, String(rollback));
    assert.ok(secondsOf(machines) > rollback, String(secondsOf(machines)));
  });

  it("leaves time to apps that may take days", () => {
    assert.ok(secondsOf(rowOf(3, 2 * DAY, withRollback)) > 6 * DAY);
  });
});

describe("the time-out of a state that starts a machine", () => {
  /** Time-out in seconds of the one Task of this name, in whatever scope it is. */
  function stateSeconds(machine: EnvironmentMachines["parent"], name: string): number {
    const [found, ...others] = statesOf(machine.definition).filter(([one]) => one === name);
    assert.deepEqual(others, []);
    const state = found?.[1];
    return state?.Type === "Task" ? state.TimeoutSeconds : assert.fail(name);
  }

  function check(machines: EnvironmentMachines): void {
    const { apps, parent, runRollback } = machines;
    for (const [app, { release }] of Object.entries(apps)) {
      assert.equal(stateSeconds(parent, app), release.definition.TimeoutSeconds + TIMINGS.slack, app);
    }
    if (runRollback === undefined) {
      return;
    }
    assert.equal(stateSeconds(parent, "Roll back apps"), runRollback.definition.TimeoutSeconds + TIMINGS.slack);
    const longest = Object.values(apps).map(({ rollback }) => rollback?.definition.TimeoutSeconds ?? 0);
    assert.equal(stateSeconds(runRollback, "Roll back app"), Math.max(...longest) + TIMINGS.slack);
  }

  it("is the machine's own limit and the slack, for children, rollbacks and the rollback of a run", () => {
    check(environmentMachines(names, shop));
    check(rowOf(4, 700, (app) => ({ ...withRollback(app), secrets: { db: {}, key: {}, token: {} } })));
  });

  it("is so where siblings finish and apps continue", () => {
    for (const siblings of ["stop", "finish"]) {
      const apps = Object.fromEntries(
        ["a", "b", "c"].map((app) => [
          app,
          {
            task: lambda(app),
            ...withRollback(app),
            secrets: { db: {} },
            onFailure: app === "b" ? "continue" : "fail",
          },
        ]),
      );
      const parsed = parseBlueprint({
        name: "shop",
        siblings,
        apps: { ...apps, d: { task: lambda("d"), after: ["a"] } },
      });
      assert.ok("blueprint" in parsed, JSON.stringify(parsed));
      check(environmentMachines(names, parsed.blueprint));
    }
  });
});
