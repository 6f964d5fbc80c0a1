import assert from "node:assert/strict";
import { planEnvironment } from "../../../components/environment/plan";
import { rolesOf } from "../../../components/versions/rehearsal/permissions";
import { readInputs } from "../../../stacks/inputs";
import { stackConfig } from "../../helpers/stack-config";

const planOf = (settings: Record<string, string>) => {
  const config: Record<string, string> = { ...stackConfig("dev"), ...settings };
  return planEnvironment(readInputs("dev", { get: (key) => config[key], keys: () => Object.keys(config) }));
};
const starters = (plan: ReturnType<typeof planOf>) =>
  Object.entries(plan.identities).flatMap(([entry, statements]) =>
    statements.some(
      ({ Action, Resource }) => Action.includes("states:StartExecution") && Resource?.includes(plan.names.parent.arn),
    )
      ? [entry]
      : [],
  );

describe("an environment with a runs API", () => {
  const without = planOf({});
  const plan = planOf({ "app-of-apps:runsApi": "true" });

  it("lets no role of the access map start the parent, and the function alone", () => {
    assert.ok(starters(without).includes("operator") && starters(without).includes("runner"));
    assert.deepEqual(starters(plan), []);
    const [start] = plan.runsApiStatements ?? [];
    assert.deepEqual(
      [start?.Action, start?.Resource, start?.Condition],
      [
        ["states:StartExecution"],
        [plan.names.parent.arn],
        { StringEquals: { "states:StateMachineQualifier": "live" } },
      ],
    );
  });

  it("keeps every other grant", () => {
    const sids = (made: ReturnType<typeof planOf>) =>
      made.identities.operator?.map(({ Sid }) => Sid).filter((sid) => sid !== "Start");
    assert.deepEqual(sids(plan), sids(without));
  });

  it("changes nothing of an environment without one", () => {
    assert.equal(without.runsApiStatements, undefined);
    assert.equal(Object.keys(rolesOf(plan)).length, Object.keys(rolesOf(without)).length);
    assert.doesNotMatch(JSON.stringify(without.parent.definition), /identity/);
  });

  it("bounds identities by the setting's hours", () => {
    const hours = planOf({ "app-of-apps:runsApi": "true", "app-of-apps:runIdentityHours": "2" });
    const definition = JSON.stringify(Object.values(hours.apps)[0]?.definition);
    assert.match(definition, / \+ 7200 < /);
  });

  it("is refused without machine access, with the fix", () => {
    const settings = { "app-of-apps:runsApi": "true", "app-of-apps:machineAccess": "false" };
    const { "app-of-apps:runnerPublicKey": _, ...config } = { ...stackConfig("dev"), ...settings } as Record<
      string,
      string
    >;
    assert.throws(
      () => readInputs("dev", { get: (key) => config[key], keys: () => Object.keys(config) }),
      /app-of-apps:runsApi: is true, and no machine or agent of the access map has tokens here/,
    );
  });
});
