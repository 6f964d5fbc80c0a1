import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, it } from "mocha";
import { evaluate, type Verdict } from "../../../policies/evaluator/evaluate";
import { snapshot } from "../../../policies/kit/value";
import { ensurePython } from "../../../sandbox/engine";
import { randomCases } from "../../helpers/random-cases";
import { account, document, type RandomRequest, request, requestOf, roleArn, withoutVariables } from "./requests";

/** Cases that both evaluators judge. */
const count = randomCases(3_000);

interface Case {
  readonly asked: RandomRequest;
  readonly policies: readonly (readonly object[])[];
  readonly trust: readonly object[] | null;
}

/** MiniStack's decisions about the cases: it judges identity policies, boundary and session policy, or a trust. */
async function theirs(cases: readonly Case[]): Promise<readonly string[]> {
  const lines = cases.map(({ asked, policies, trust }) =>
    JSON.stringify({
      principal: roleArn,
      account,
      action: trust === null ? asked.action : "sts:AssumeRole",
      resource: asked.resource,
      context: Object.fromEntries(Object.entries(asked.context).filter(([, value]) => value !== null)),
      tags: asked.tags,
      policies: policies.map(document),
      trust: trust === null ? null : document(trust),
    }),
  );
  const { stdout, stderr, status } = spawnSync(await ensurePython(), [join(__dirname, "differential.py")], {
    input: lines.join("\n"),
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  assert.equal(status, 0, stderr);
  return stdout.trim().split("\n");
}

function ours({ asked, policies, trust }: Case): Verdict {
  const set = (label: string, list: readonly object[] | undefined) =>
    list === undefined ? undefined : { policies: [{ label, document: snapshot(document(list)) }] };
  const full = requestOf(asked);
  if (trust !== null) {
    return evaluate(
      { ...full, action: "sts:AssumeRole" },
      { resource: { policies: [{ label: "trust", document: snapshot(document(trust)) }], trust: true } },
    );
  }
  const [identity, boundary, session] = policies;
  return evaluate(full, {
    identity: set("identity", identity) ?? { policies: [] },
    boundary: set("boundary", boundary),
    session: set("session", session),
  });
}

const word = (verdict: Verdict): string =>
  verdict.kind === "allowed"
    ? "Allow"
    : verdict.kind === "unknown"
      ? "unknown"
      : verdict.how === "explicit"
        ? "Deny"
        : "ImplicitDeny";

/** Counts agreements; every case in which both are certain and differ. */
async function compare(cases: readonly Case[]) {
  const decisions = await theirs(cases);
  assert.equal(decisions.length, cases.length);
  const differing: string[] = [];
  const counts: Record<string, number> = {};
  for (const [index, one] of cases.entries()) {
    const own = ours(one);
    const theirsIs = decisions[index] ?? "";
    const mine = one.trust !== null && word(own) === "Deny" ? "ImplicitDeny" : word(own);
    counts[mine] = (counts[mine] ?? 0) + 1;
    if (mine !== "unknown" && mine !== theirsIs) {
      differing.push(`${mine}, theirs ${theirsIs}: ${JSON.stringify(one)}`);
    }
  }
  return { counts, differing };
}

describe("evaluator, against one that is not ours (MiniStack's)", function () {
  this.timeout(Math.max(300_000, count * 100));

  it(`agrees on ${count} random requests under identity policies, boundary and session policy`, async () => {
    // It does not know policy variables: they are judged in documents of their own, by hand.
    const statements = fc.array(withoutVariables, { minLength: 1, maxLength: 4 });
    const policies = fc.array(statements, { minLength: 1, maxLength: 3 });
    const cases = fc.sample(fc.record({ asked: request, policies, trust: fc.constant(null) }), count);
    const { counts, differing } = await compare(cases);
    assert.deepEqual(differing, []);
    for (const kind of ["Allow", "Deny", "ImplicitDeny"]) {
      assert.ok((counts[kind] ?? 0) > count / 20, JSON.stringify(counts));
    }
  });

  it(`agrees on ${count} random trusts`, async () => {
    const principal = fc.constantFrom<unknown>(
      "*",
      { AWS: "*" },
      { AWS: roleArn },
      { AWS: account },
      { AWS: [`arn:aws:iam::${account}:root`] },
      { AWS: "arn:aws:iam::444455556666:root" },
      { AWS: `arn:aws:iam::${account}:role/other` },
      { Service: "states.amazonaws.com" },
    );
    const trust = fc.array(
      fc
        .tuple(withoutVariables, principal, fc.constantFrom("sts:AssumeRole", "sts:*", "sts:TagSession"))
        .map(([{ Effect, Condition }, Principal, Action]) => ({
          Effect,
          Principal,
          Action,
          ...(Condition === undefined ? {} : { Condition }),
        })),
      { minLength: 1, maxLength: 3 },
    );
    const cases = fc.sample(fc.record({ asked: request, policies: fc.constant([]), trust }), count);
    const { counts, differing } = await compare(cases);
    assert.deepEqual(differing, []);
    assert.ok((counts.Allow ?? 0) > count / 20 && (counts.ImplicitDeny ?? 0) > count / 20, JSON.stringify(counts));
  });
});
