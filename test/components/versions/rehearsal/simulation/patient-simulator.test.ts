import assert from "node:assert/strict";
import { PATIENCE, patientSimulator } from "../../../../../components/versions/rehearsal/simulation/patient-simulator";
import { named } from "../../fake-step-functions";

const request = { role: { name: "r", arn: "arn:r" }, actions: ["a:One"], resources: ["x"], context: [] };

/** Simulates against IAM that fails like this, one call after the other, and answers then. */
async function simulate(errors: readonly Error[], random = () => 1, newRoles = true) {
  const waits: number[] = [];
  const left = [...errors];
  const api = {
    simulate: async () => {
      const error = left.shift();
      if (error !== undefined) {
        throw error;
      }
      return [];
    },
  };
  const wait = async (milliseconds: number) => {
    waits.push(milliseconds);
  };
  const failure = await patientSimulator(api, { wait, random, newRoles })
    .simulate(request)
    .then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.name : String(error)),
    );
  return { failure, waits, calls: errors.length - left.length + (failure === undefined ? 1 : 0) };
}

describe("patientSimulator", () => {
  for (const name of ["ThrottlingException", "Throttling", "NoSuchEntityException", "ServiceFailureException"]) {
    it(`tries again after ${name}, each time after a longer wait`, async () => {
      const { failure, waits } = await simulate(Array.from({ length: 6 }, () => named(name)));
      assert.equal(failure, undefined);
      assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
    });
  }

  it("gives up after a minute of waiting, with the error", async () => {
    const { failure, waits } = await simulate(Array.from({ length: 99 }, () => named("NoSuchEntityException")));
    assert.equal(failure, "NoSuchEntityException");
    const waited = waits.reduce((sum, one) => sum + one, 0);
    assert.ok(waited <= PATIENCE && waited > PATIENCE - 8_000, String(waited));
  });

  it("never waits less than half of a wait, however the dice fall", async () => {
    const { waits } = await simulate(
      Array.from({ length: 3 }, () => named("Throttling")),
      () => 0,
    );
    assert.deepEqual(waits, [500, 1_000, 2_000]);
  });

  for (const name of ["AccessDenied", "AccessDeniedException", "InvalidInputException"]) {
    it(`does not try again after ${name}, which does not pass by itself`, async () => {
      assert.deepEqual(await simulate([named(name)]), { failure: name, waits: [], calls: 1 });
    });
  }

  it("does not wait for an unknown role where none can be new", async () => {
    const { failure, calls } = await simulate([named("NoSuchEntityException")], () => 1, false);
    assert.deepEqual([failure, calls], ["NoSuchEntityException", 1]);
  });

  it("makes four calls at a time and no more, and each of them in the end, though some fail", async () => {
    let running = 0;
    let most = 0;
    let done = 0;
    const api = {
      simulate: async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        done += 1;
        if (done % 3 === 0) {
          throw named("AccessDenied");
        }
        return [];
      },
    };
    const simulator = patientSimulator(api);
    const results = await Promise.allSettled(Array.from({ length: 30 }, () => simulator.simulate(request)));
    assert.deepEqual([most, done, running], [4, 30, 0]);
    assert.equal(results.filter(({ status }) => status === "rejected").length, 10);
  });
});
