import assert from "node:assert/strict";
import * as fc from "fast-check";
import { describe, it } from "mocha";
import { evaluate, type Policies, type PolicySet, type Verdict } from "../../../policies/evaluator/evaluate";
import { MANY, Text } from "../../../policies/evaluator/text";
import { snapshot, Unknown } from "../../../policies/kit/value";
import { randomCases } from "../../helpers/random-cases";
import { document, type RandomStatement, request, requestOf, roleArn, statement, statements } from "./requests";

const numRuns = randomCases(2_000);

const set = (list: readonly object[], label = "policy"): PolicySet => ({
  policies: [{ label, document: snapshot(document(list)) }],
});

/** Boundary, session and resource policy, each of them there or not. */
const others = fc.record({
  boundary: fc.option(statements),
  session: fc.option(statements),
  resource: fc.option(
    fc.array(
      fc.tuple(
        statement,
        fc.constantFrom<unknown>("*", { AWS: roleArn }, { AWS: "111122223333" }, { AWS: "arn:aws:iam::1:x" }),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  ),
});
type Others = typeof others extends fc.Arbitrary<infer T> ? T : never;

function policies(identity: readonly object[], { boundary, session, resource }: Others): Policies {
  return {
    identity: set(identity, "identity"),
    boundary: boundary === null ? undefined : set(boundary, "boundary"),
    session: session === null ? undefined : set(session, "session"),
    resource:
      resource === null
        ? undefined
        : {
            ...set(
              resource.map(([one, Principal]) => ({ ...one, Principal })),
              "resource",
            ),
            trust: false,
          },
  };
}

/** Proven, refuted or open: what a verdict means to whoever asks. */
const meaning = ({ kind }: Verdict) => kind;

function check<T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, property), { numRuns });
}

/** A copy in which one value, somewhere, is not known. */
function hide(value: unknown, [step, ...rest]: readonly number[]): unknown {
  const keys = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const key = keys[(step ?? 0) % Math.max(1, keys.length)];
  if (step === undefined || key === undefined) {
    return new Unknown(new Error("hidden"));
  }
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...(value as object) };
  copy[key] = hide(copy[key], rest);
  return copy;
}

const withEffect = (one: RandomStatement, Effect: "Allow" | "Deny") => ({ ...one, Effect });
const world = fc.record({ request, identity: statements, others, extra: statement, at: fc.nat(4) });

describe("evaluator, on random policies", function () {
  this.timeout(Math.max(240_000, numRuns * 120));

  const inserted = (list: readonly object[], at: number, one: object) => {
    const index = at % (list.length + 1);
    return [...list.slice(0, index), one, ...list.slice(index)];
  };

  it("a Deny more never allows", () => {
    check(world, ({ request: asked, identity, others: rest, extra, at }) => {
      const before = evaluate(requestOf(asked), policies(identity, rest));
      const after = evaluate(requestOf(asked), policies(inserted(identity, at, withEffect(extra, "Deny")), rest));
      assert.ok(before.kind !== "denied" || after.kind === "denied");
      assert.ok(after.kind !== "allowed" || before.kind === "allowed");
    });
  });

  it("an Allow more never denies", () => {
    check(world, ({ request: asked, identity, others: rest, extra, at }) => {
      const before = evaluate(requestOf(asked), policies(identity, rest));
      const after = evaluate(requestOf(asked), policies(inserted(identity, at, withEffect(extra, "Allow")), rest));
      assert.ok(before.kind !== "allowed" || after.kind === "allowed");
      assert.ok(after.kind !== "denied" || before.kind === "denied");
    });
  });

  it("an explicit Deny wins, wherever it stands", () => {
    const deny = { Effect: "Deny", Action: "*", Resource: "*" };
    const place = fc.constantFrom<keyof Policies>("identity", "boundary", "session", "resource");
    check(fc.tuple(world, place), ([{ request: asked, identity, others: rest }, side]) => {
      const all = policies(identity, rest);
      const refusing = set([side === "resource" ? { ...deny, Principal: "*" } : deny], "refusal").policies;
      const old = all[side];
      const verdict = evaluate(requestOf(asked), {
        ...all,
        [side]: { trust: false, policies: [...(old?.policies ?? []), ...refusing] },
      });
      assert.ok(verdict.kind === "denied" && verdict.how === "explicit");
    });
  });

  it("a boundary and a session policy only narrow", () => {
    check(world, ({ request: asked, identity, others: rest }) => {
      const bound = evaluate(requestOf(asked), policies(identity, rest));
      for (const side of ["boundary", "session"] as const) {
        const free = evaluate(requestOf(asked), policies(identity, { ...rest, [side]: null }));
        assert.ok(bound.kind !== "allowed" || free.kind === "allowed", side);
        assert.ok(free.kind !== "denied" || bound.kind === "denied", side);
      }
    });
  });

  it("the order of keys, of statements and of policies decides nothing", () => {
    const reversed = (value: unknown): unknown =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, each]) => [key, reversed(each)]),
          )
        : value;
    check(world, ({ request: asked, identity, others: rest }) => {
      const before = evaluate(requestOf(asked), policies(identity, rest));
      const turned = identity.map((each) => reversed(each) as object).reverse();
      const after = evaluate(requestOf(asked), policies(turned, rest));
      const apart = evaluate(requestOf(asked), {
        ...policies(identity, rest),
        identity: { policies: identity.flatMap((one) => set([one]).policies).reverse() },
      });
      assert.equal(meaning(after), meaning(before));
      assert.equal(meaning(apart), meaning(before));
    });
  });

  it("a value that is not known turns neither yes into no nor no into yes", () => {
    let open = 0;
    const path = fc.array(fc.nat(5), { minLength: 1, maxLength: 6 });
    check(fc.tuple(world, path), ([{ request: asked, identity, others: rest }, steps]) => {
      const before = evaluate(requestOf(asked), policies(identity, rest));
      const hidden = hide(snapshot(document(identity)), steps);
      const after = evaluate(requestOf(asked), {
        ...policies(identity, rest),
        identity: { policies: [{ label: "identity", document: snapshot(hidden) }] },
      });
      open += after.kind === "unknown" ? 1 : 0;
      assert.ok(after.kind === before.kind || after.kind === "unknown" || before.kind === "unknown");
    });
    assert.ok(open > numRuns / 50, `only ${open} of ${numRuns} were open: the property says little`);
  });

  it("a key of the request that is not known turns neither yes into no nor no into yes", () => {
    check(fc.tuple(world, fc.nat(5)), ([{ request: asked, identity, others: rest }, at]) => {
      const full = requestOf(asked);
      const before = evaluate(full, policies(identity, rest));
      const keys = [...(full.context ?? new Map()).keys()];
      const context = new Map([...(full.context ?? [])].filter(([key]) => key !== keys[at % keys.length]));
      const after = evaluate({ ...full, context }, policies(identity, rest));
      assert.ok(after.kind === before.kind || after.kind === "unknown");
    });
  });

  it("a resource of which a part is not known is judged as every resource that it may be", () => {
    const cut = fc.record({ from: fc.nat(50), length: fc.nat(40) });
    check(fc.tuple(world, cut), ([{ request: asked, identity, others: rest }, { from, length }]) => {
      const full = requestOf(asked);
      const before = evaluate(full, policies(identity, rest));
      const text = asked.resource;
      const at = from % text.length;
      const resource = new Text(text.slice(0, at), MANY, text.slice(at + length));
      const after = evaluate({ ...full, resource, resourceAccount: "111122223333" }, policies(identity, rest));
      assert.ok(after.kind === before.kind || after.kind === "unknown");
    });
  });

  it("an unseen policy leaves nothing proven, and a missing one nothing open", () => {
    check(world, ({ request: asked, identity, others: rest }) => {
      const all = policies(identity, rest);
      const unseen = { policies: all.identity?.policies ?? [], unseen: "another policy" };
      assert.notEqual(evaluate(requestOf(asked), { ...all, identity: unseen }).kind, "allowed");
    });
  });
});
