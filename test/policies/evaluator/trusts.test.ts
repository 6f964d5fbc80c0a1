import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { evaluate } from "../../../policies/evaluator/evaluate";
import type { Caller, KeyValue } from "../../../policies/evaluator/request";
import { Text } from "../../../policies/evaluator/text";
import {
  ACCOUNT,
  ACTIONS,
  AUDIENCE,
  CALLER,
  ISSUER,
  MACHINE,
  OIDC_PROVIDER,
  REGION,
  SAML_ADDRESS,
  SAML_PROVIDER,
  SUBJECT,
  TRUST_CASES,
  type TrustRequest,
} from "../../fixtures/trusts";

function callerOf({ by }: TrustRequest): Caller {
  switch (by) {
    case "role":
      return { kind: "role", arn: new Text(CALLER), account: ACCOUNT, tags: new Map([["team", "orders"]]) };
    case "states":
      return { kind: "service", name: "states.amazonaws.com", region: REGION };
    case "token":
      return { kind: "federated", provider: OIDC_PROVIDER };
    case "assertion":
      return { kind: "federated", provider: SAML_PROVIDER };
  }
}

/** Every key that the trusts name: `absent` where the request does not carry it. */
function contextOf(request: TrustRequest): ReadonlyMap<string, KeyValue> {
  const machine = request.by === "states";
  const token = request.by === "token" ? request : undefined;
  const texts = (values: readonly string[] | undefined) => values?.map((value) => new Text(value)) ?? "absent";
  const text = (value: string | undefined | false) =>
    value === undefined || value === false ? ("absent" as const) : new Text(value);
  return new Map<string, KeyValue>([
    ["sts:externalid", text(request.by === "role" && request.externalId)],
    ["aws:sourceaccount", text(machine && ACCOUNT)],
    ["aws:sourcearn", text(machine && MACHINE)],
    [`${ISSUER}:aud`, text(token && AUDIENCE)],
    [`${ISSUER}:sub`, text(token && (token.sub ?? SUBJECT))],
    [`${ISSUER}:amr`, texts(token?.amr)],
    [`${ISSUER}:nothing`, "absent"],
    ["saml:aud", text(request.by === "assertion" && SAML_ADDRESS)],
    ["saml:sub", text(request.by === "assertion" && "ada@example.com")],
  ]);
}

/** The embedded cloud answers the same table in test/sandbox/aws/trusts.test.ts. */
describe("evaluator, on the trusts that the embedded cloud judges, too", () => {
  for (const { it: title, statements, request, allowed } of TRUST_CASES) {
    it(title, () => {
      const document = {
        Version: "2012-10-17",
        Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })),
      };
      const verdict = evaluate(
        {
          caller: callerOf(request),
          action: ACTIONS[request.by],
          resource: new Text(`arn:aws:iam::${ACCOUNT}:role/target`),
          context: contextOf(request),
        },
        { resource: { policies: [{ label: "trust", document }], trust: true } },
      );
      assert.equal(verdict.kind, allowed ? "allowed" : "denied", JSON.stringify(verdict));
    });
  }
});
