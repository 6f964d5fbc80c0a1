import assert from "node:assert/strict";
import * as fc from "fast-check";
import { before, describe, it } from "mocha";
import { types } from "../../../policies/kit/types";
import { rules } from "../../../policies/pack";
import { randomCases } from "../../helpers/random-cases";
import { SEED } from "../../helpers/seed";
import { judge, type Sample } from "../judge";
import { changed, compliant, compliantStack, machineWith } from "../samples";
import { swap } from "../variants";
import { generatedDefinition } from "./definitions";
import { generatedDocument } from "./documents";
import { type Good, goodDocuments } from "./good";
import { mutated } from "./mutations";
import { permuted } from "./permuted";
import { Watched } from "./watched";

// RUNS=5000 for as many of each as a release is judged by, SEED for others. That a finding is right is not shown here, only that there is an answer,
// in time, and the same one however a document is written.
const RUNS = randomCases(1_000);

/** The rule's own fault, which it reports instead of throwing. */
const fault = /the rule could not judge this/;

const stackRules = rules.filter((rule) => "validateStack" in rule);

/** A resource with a document in it, and the one whose place it takes in a stack; none where it is one more. */
type Placed = readonly [sample: Sample, instead?: Sample];

/** What the rules of its type say of a resource. */
function alone([sample]: Placed): readonly string[] {
  const own = rules.filter((rule) => "validate" in rule && rule.types.includes(sample.type));
  return own.flatMap((rule) => judge(rule, sample).messages);
}

/** What the rules of stacks say of the compliant stack with this resource in it. */
function among([sample, instead]: Placed): readonly string[] {
  const stack = instead === undefined ? [...compliantStack, sample] : swap(instead, sample);
  return stackRules.flatMap((rule) => judge(rule, stack).messages);
}

/** Wherever a rule reads a policy document. */
function places(document: unknown): readonly Placed[] {
  const policy = JSON.stringify(document);
  return [
    [changed(compliant.rolePolicy, { policy }), compliant.rolePolicy],
    [changed(compliant.taskRolePolicy, { policy }), compliant.taskRolePolicy],
    [changed(compliant.role, { assumeRolePolicy: policy }), compliant.role],
    [changed(compliant.taskRole, { assumeRolePolicy: policy }), compliant.taskRole],
    [changed(compliant.agent, { assumeRolePolicy: policy }), compliant.agent],
    [changed(compliant.boundary, { policy }), compliant.boundary],
    [changed(compliant.agentBoundary, { policy }), compliant.agentBoundary],
    [changed(compliant.topicPolicy, { policy }), compliant.topicPolicy],
    [changed(compliant.key, { policy }), compliant.key],
    [{ type: types.queuePolicy, props: { queueUrl: "q", policy } }],
    [{ type: types.secretPolicy, props: { secretArn: "s", policy } }],
  ];
}

describe("every rule, on generated and mutated documents", function () {
  this.timeout(Math.max(300_000, RUNS * 2_000));
  let good: Good;
  before(async () => {
    good = await goodDocuments();
  });

  /** Half of the cases are made of words, half are good ones with something changed; the findings stay when keys move. */
  function holds(
    what: string,
    generated: fc.Arbitrary<unknown>,
    from: readonly unknown[],
    judged: (one: unknown, draw: number) => readonly string[],
  ): void {
    const watched = new Watched();
    let found = 0;
    for (const arbitrary of [generated, mutated(from)]) {
      const property = fc.property(arbitrary, fc.nat(2 ** 31), (document, order) => {
        const messages = watched.run(() => judged(document, order));
        assert.deepEqual(
          messages.filter((message) => fault.test(message)),
          [],
        );
        assert.deepEqual(
          watched.run(() => judged(permuted(document, order), order)),
          messages,
        );
        found += messages.length > 0 ? 1 : 0;
      });
      fc.assert(property, { numRuns: Math.ceil(RUNS / 2), seed: SEED });
    }
    process.stdout.write(
      `      ${RUNS} ${what}, half of them mutated from ${from.length}; ${found} with findings; seed ${SEED}, ${watched.seconds.toFixed(0)} s of processor time, the slowest judgement ${watched.slowest.toFixed(2)} s\n`,
    );
    assert.ok(found > RUNS / 2, `${found} with findings`);
  }

  it("answers on definitions, in time, and the same in any order of keys", () => {
    holds("definitions", generatedDefinition, good.definitions, (definition) => {
      const placed: Placed = [machineWith(JSON.stringify(definition)), compliant.machine];
      return [...alone(placed), ...among(placed)];
    });
  });

  it("answers on policy documents, in time, and the same in any order of keys", () => {
    holds("policy documents", generatedDocument, good.documents, (document, draw) => {
      const all = places(document);
      // Of the stacks one, which takes as long as all the resources by themselves.
      return [...all.flatMap(alone), ...among(all[draw % all.length] as Placed)];
    });
  });
});
