import assert from "node:assert/strict";
import type { SimulatePrincipalPolicyCommand, SimulatePrincipalPolicyCommandOutput } from "@aws-sdk/client-iam";
import { simulatorClient } from "../../../../../components/versions/rehearsal/simulation/simulator-client";

const role = { name: "shop-test_orders_task", arn: "arn:aws:iam::1:role/shop-test_orders_task" };
const tls = {
  ContextKeyName: "aws:SecureTransport",
  ContextKeyType: "boolean" as const,
  ContextKeyValues: ["true"],
};
const request = { role, actions: ["a:One"], resources: ["x", "y"], context: [tls] };

type Page = Omit<SimulatePrincipalPolicyCommandOutput, "$metadata">;

/** What the client makes of IAM's pages, and the markers that it sent. */
async function simulate(...pages: Page[]) {
  const inputs: SimulatePrincipalPolicyCommand["input"][] = [];
  const send = async ({ input }: SimulatePrincipalPolicyCommand) => {
    inputs.push(input);
    return { $metadata: {}, ...pages[inputs.length - 1] };
  };
  const decisions = await simulatorClient({ send } as never).simulate(request);
  return { inputs, decisions };
}

const result = (EvalResourceName: string, EvalDecision: "allowed" | "implicitDeny" | "explicitDeny" = "allowed") => ({
  EvalActionName: "a:One",
  EvalResourceName,
  EvalDecision,
});
const short = (decisions: Awaited<ReturnType<typeof simulate>>["decisions"]) =>
  decisions.map(({ action, resource, decision }) => `${action} ${resource}: ${decision}`);

describe("simulatorClient", () => {
  it("sends the request as IAM takes it", async () => {
    const { inputs } = await simulate({ EvaluationResults: [] });
    assert.deepEqual(inputs, [
      {
        PolicySourceArn: role.arn,
        ActionNames: ["a:One"],
        ResourceArns: ["x", "y"],
        ContextEntries: [tls],
        MaxItems: 1000,
        Marker: undefined,
      },
    ]);
  });

  it("reads every page", async () => {
    const { inputs, decisions } = await simulate(
      { EvaluationResults: [result("x")], IsTruncated: true, Marker: "m1" },
      { EvaluationResults: [], IsTruncated: true, Marker: "m2" },
      { EvaluationResults: [result("y", "implicitDeny")], IsTruncated: false, Marker: "m3" },
    );
    assert.deepEqual(short(decisions), ["a:One x: allowed", "a:One y: implicitDeny"]);
    assert.deepEqual(
      inputs.map(({ Marker }) => Marker),
      [undefined, "m1", "m2"],
    );
  });

  it("fails where an answer is cut and does not say where it goes on", async () => {
    const cut = { EvaluationResults: [], IsTruncated: true };
    await assert.rejects(simulate(cut), /shop-test_orders_task is cut/);
    await assert.rejects(simulate({ ...cut, Marker: "m" }, { ...cut, Marker: "m" }), /is cut/);
  });

  const inner = (EvalResourceName: string, EvalResourceDecision: "allowed" | "implicitDeny" = "allowed") => ({
    EvalResourceName,
    EvalResourceDecision,
  });

  it("prefers decisions about each resource to the one about all of them", async () => {
    const whole = { ...result("*", "implicitDeny"), ResourceSpecificResults: [inner("x"), inner("y", "implicitDeny")] };
    assert.deepEqual(short((await simulate({ EvaluationResults: [whole] })).decisions), [
      "a:One x: allowed",
      "a:One y: implicitDeny",
    ]);
    const same = { ...result("x", "implicitDeny"), ResourceSpecificResults: [inner("x"), inner("y")] };
    assert.deepEqual(short((await simulate({ EvaluationResults: [same] })).decisions), [
      "a:One x: allowed",
      "a:One y: allowed",
    ]);
    const other = { ...result("x", "implicitDeny"), ResourceSpecificResults: [inner("y")] };
    assert.deepEqual(short((await simulate({ EvaluationResults: [other] })).decisions), [
      "a:One y: allowed",
      "a:One x: implicitDeny",
    ]);
  });

  it("hands on what decided", async () => {
    const { decisions } = await simulate({
      EvaluationResults: [
        {
          ...result("x", "explicitDeny"),
          MatchedStatements: [{ SourcePolicyId: "own" }, {}],
          MissingContextValues: ["aws:SourceIp"],
          PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
          OrganizationsDecisionDetail: { AllowedByOrganizations: true },
        },
      ],
    });
    assert.deepEqual(decisions, [
      {
        action: "a:One",
        resource: "x",
        decision: "explicitDeny",
        policies: ["own"],
        boundary: false,
        organization: true,
        missing: ["aws:SourceIp"],
      },
    ]);
  });

  it("takes a result without a decision for a denial", async () => {
    const { decisions } = await simulate({ EvaluationResults: [{ EvalActionName: "a:One", EvalDecision: undefined }] });
    assert.deepEqual(short(decisions), ["a:One *: implicitDeny"]);
  });
});
