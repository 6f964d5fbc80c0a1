import assert from "node:assert/strict";
import { newestVersion } from "../../../components/versions/newest-version";
import { FakeStepFunctions } from "./fake-step-functions";

const machineArn = "arn:aws:states:eu-central-1:111111111111:stateMachine:shop-dev_orders";
const roleArn = "arn:aws:iam::111111111111:role/shop-dev_orders_machine";
const definition = '{"StartAt": "A"}';
const version = (number: number) => `${machineArn}:${number}`;

/** Two versions; the second, which has the definition, is listed after `late` milliseconds. */
function behind(late: number) {
  const stepFunctions = new FakeStepFunctions();
  stepFunctions.contents.set(version(1), { definition: '{"StartAt": "B"}', roleArn });
  stepFunctions.contents.set(version(2), { definition: '{"StartAt":"A"}', roleArn });
  let waited = 0;
  const wait = async (milliseconds: number) => {
    waited += milliseconds;
    const all = [{ version: 1, createdAt: new Date(0) }];
    stepFunctions.versionsByMachine.set(machineArn, waited < late ? all : [{ version: 2, createdAt: new Date(1) }]);
  };
  const found = (listed: string | undefined) =>
    newestVersion(stepFunctions, { machineArn, definition, roleArn, listed }, wait);
  return { found, waited: () => waited };
}

describe("the version that an update published", () => {
  it("is the listed one where it has the definition and the role", async () => {
    const { found, waited } = behind(0);
    assert.deepEqual([await found(version(2)), waited()], [version(2), 0]);
  });

  for (const [what, listed] of [
    ["the version before", version(1)],
    ["none", undefined],
  ] as const) {
    it(`is waited for where the list that is behind has ${what}`, async () => {
      const { found, waited } = behind(10_000);
      assert.deepEqual([await found(listed), waited()], [version(2), 10_000]);
    });
  }

  it("is not guessed: after a minute the update fails with the newest one and the fix", async () => {
    const { found, waited } = behind(3_600_000);
    await assert.rejects(found(undefined), /is not listed after 60 s; the newest one is .*_orders:1\. fix: run/);
    assert.equal(waited(), 60_000);
  });
});
