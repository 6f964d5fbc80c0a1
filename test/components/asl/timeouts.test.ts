import assert from "node:assert/strict";
import { runLimit } from "../../../components/asl/timeouts";
import { runMachines } from "../../../components/definitions/parent/index";
import { blueprintOf, lambda, names } from "../definitions/samples";

const DAY = 86_400;

/** Time-outs of the machines of a run in which so many apps, each with a rollback, wait for one another in a row. */
function timeOutsOfRow(count: number, timeoutSeconds: number): number[] {
  const apps = Array.from({ length: count }, (_, index): [string, object] => [
    `app-${index}`,
    {
      task: lambda(`app-${index}`),
      timeoutSeconds,
      after: index === 0 ? [] : [`app-${index - 1}`],
      rollback: { task: lambda(`app-${index}`) },
    },
  ]);
  const callerRoles = [names.operatorRole.name];
  const { parent, parts } = runMachines({ names, blueprint: blueprintOf(Object.fromEntries(apps)), callerRoles });
  return [parent, ...parts.map(({ definition }) => definition)].map(({ TimeoutSeconds }) => TimeoutSeconds);
}

describe("the limit of a run", () => {
  const cases: readonly [string, number, number, number][] = [
    ["is a day", 600, 3_600, DAY],
    ["is three times what is planned where that is more", 40_000, 3_600, 120_000],
    ["is left to the sum where an app alone may take longer than a day", 600, 2 * DAY, 31_536_000],
  ];
  for (const [what, planned, longest, limit] of cases) it(what, () => assert.equal(runLimit(planned, longest), limit));

  it("bounds every machine of a run of many apps, whose sum would be days", () => {
    const some = timeOutsOfRow(3, 900);
    assert.ok(Math.max(...some) < DAY, some.join());
    const many = timeOutsOfRow(150, 900);
    assert.ok(many.length > 3, `${many.length} machines`);
    assert.equal(Math.max(...many), DAY);
  });

  it("leaves time to apps that may take days", () => {
    assert.ok(Math.max(...timeOutsOfRow(3, 2 * DAY)) > 6 * DAY);
  });
});
