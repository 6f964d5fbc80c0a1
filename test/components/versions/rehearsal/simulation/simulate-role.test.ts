import assert from "node:assert/strict";
import type { PolicyStatement } from "../../../../../components/core/policy-document";
import { simulateRole } from "../../../../../components/versions/rehearsal/simulation/simulate-role";
import type { SimulationRequest } from "../../../../../components/versions/rehearsal/simulation/simulator-api";
import { FakeSimulator } from "../../fake-simulator";
import { named } from "../../fake-step-functions";

const role = { name: "shop-test_orders_task", arn: "arn:aws:iam::1:role/shop-test_orders_task" };
const allow = (Action: string[], Resource: string[], Condition?: PolicyStatement["Condition"]): PolicyStatement => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});
const STATEMENTS = [allow(["sns:Publish"], ["t"]), allow(["s3:GetObject", "s3:PutObject"], ["b/*"])];

/** IAM that does not simulate several actions together. */
class SeparateSimulator extends FakeSimulator {
  override async simulate(request: SimulationRequest) {
    if (request.actions.length > 1 || request.actions[0] === "s3:Odd") {
      this.requests.push(request);
      throw named("InvalidInputException", "require different authorization information");
    }
    return await super.simulate(request);
  }
}

async function simulate(simulator: FakeSimulator, statements: readonly PolicyStatement[] = STATEMENTS) {
  const waits: number[] = [];
  const wait = async (milliseconds: number) => {
    waits.push(milliseconds);
  };
  const findings = await simulateRole({ simulator, wait }, { role, statements });
  return { findings, waits, calls: simulator.requests.map(({ actions }) => actions.join(" ")) };
}

const DENIED = `${role.name} s3:PutObject b/*`;

describe("simulateRole", () => {
  it("simulates all that statements grant in one call, and finds nothing where all of it is allowed", async () => {
    const { findings, calls, waits } = await simulate(new FakeSimulator());
    assert.deepEqual(findings, { simulated: 3, denied: [], notSimulated: [] });
    assert.deepEqual([calls, waits], [["sns:Publish s3:GetObject s3:PutObject"], []]);
  });

  it("names the role, the action, the resource and the reason of what is denied", async () => {
    const simulator = new FakeSimulator();
    simulator.denied.set(DENIED, { decision: "explicitDeny", policies: ["own"] });
    const { findings } = await simulate(simulator);
    assert.deepEqual(findings.denied, [`${role.name} is not allowed s3:PutObject on b/*: explicit deny by own`]);
  });

  it("repeats only calls in which something is denied, three times, five seconds apart", async () => {
    const simulator = new FakeSimulator();
    const region = { StringEquals: { "aws:RequestedRegion": "eu-central-1" } };
    simulator.denied.set(DENIED, {});
    const { calls, waits } = await simulate(simulator, [...STATEMENTS, allow(["sqs:SendMessage"], ["q"], region)]);
    const whole = "sns:Publish s3:GetObject s3:PutObject";
    assert.deepEqual(calls, [whole, "sqs:SendMessage", whole, whole]);
    assert.deepEqual(waits, [5_000, 5_000]);
  });

  it("is content with what IAM has learned meanwhile", async () => {
    const simulator = new FakeSimulator();
    simulator.denied.set(DENIED, {});
    const wait = async () => {
      simulator.denied.clear();
    };
    const findings = await simulateRole({ simulator, wait }, { role, statements: STATEMENTS });
    assert.deepEqual([findings.denied, simulator.requests.length], [[], 2]);
  });

  it("simulates each action alone where IAM does not take them together", async () => {
    const { findings, calls } = await simulate(new SeparateSimulator());
    assert.deepEqual(findings.denied, []);
    assert.deepEqual(calls.slice(1), ["sns:Publish", "s3:GetObject", "s3:PutObject"]);
  });

  it("takes an action that IAM does not simulate even alone for a finding", async () => {
    const { findings } = await simulate(new SeparateSimulator(), [allow(["s3:Odd", "s3:GetObject"], ["b/*"])]);
    assert.deepEqual(findings.denied, [
      `${role.name} is not allowed s3:Odd: IAM cannot simulate it: require different authorization information`,
    ]);
  });

  it("simulates each action alone where IAM answers for other names", async () => {
    class OtherNames extends FakeSimulator {
      override async simulate(request: SimulationRequest) {
        const decisions = await super.simulate(request);
        return decisions.map((one) => ({ ...one, resource: one.resource.replace("*", "object") }));
      }
    }
    const simulator = new OtherNames();
    simulator.denied.set(DENIED, {});
    const { findings, calls } = await simulate(simulator);
    assert.deepEqual(findings.denied, [`${role.name} is not allowed s3:PutObject on b/*: implicit deny`]);
    assert.deepEqual(calls.slice(0, 4), [
      "sns:Publish s3:GetObject s3:PutObject",
      "sns:Publish",
      "s3:GetObject",
      "s3:PutObject",
    ]);
  });

  it("says what it left out and why", async () => {
    const odd = allow(["s3:GetObject"], ["c/*"], { Null: { "aws:TokenIssueTime": "false" } });
    const { findings } = await simulate(new FakeSimulator(), [...STATEMENTS, odd]);
    assert.deepEqual(findings, {
      simulated: 3,
      denied: [],
      notSimulated: [
        `${role.name}: s3:GetObject on c/*: no request can be made up for the condition Null on aws:TokenIssueTime`,
      ],
    });
  });

  it("fails where IAM cannot be called", async () => {
    const simulator = new FakeSimulator();
    simulator.refusals.set(role.name, [
      named("AccessDenied", "not authorized to perform: iam:SimulatePrincipalPolicy"),
    ]);
    await assert.rejects(simulate(simulator), /iam:SimulatePrincipalPolicy/);
  });
});
