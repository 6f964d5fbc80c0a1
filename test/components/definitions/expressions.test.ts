import assert from "node:assert/strict";
import fc from "fast-check";
import jsonata from "jsonata";
import type { Blueprint } from "../../../components/blueprint/blueprint";
import { environmentMachines } from "../../../components/definitions/index";
import { checkDefinition } from "../../../sandbox/aws/interpreter/language/check-definition";
import { expressionIn } from "../../../sandbox/aws/interpreter/language/expressions";
import sample from "../../../stacks/blueprint";
import { randomCases } from "../../helpers/random-cases";
import { USAGES } from "../tasks/every-kind";
import { randomBlueprints } from "./random-blueprints";
import { blueprintOf, lambda, names, shop } from "./samples";

/** Half of what AWS evaluates; deeper ones are not written, whatever AWS's version of JSONata counts as a level. */
const DEEPEST = 50;

/**
 * How deep the parts of an expression are nested: 2 for the sum of two numbers. The members of a list and the values of
 * an object count one after the other, as JSONata 2.0.6 evaluates them side by side and may count all of them together.
 */
function depthOf(node: unknown): number {
  if (typeof node !== "object" || node === null) {
    return 0;
  }
  const { type, expressions, lhs, group } = node as Record<string, unknown>;
  const pairs = Array.isArray(lhs) ? lhs : ((group as { lhs?: unknown[] } | undefined)?.lhs ?? []);
  const members: unknown[] = type === "block" || !Array.isArray(expressions) ? pairs.flat() : expressions;
  const together = members.reduce<number>((sum, member) => sum + depthOf(member), 0);
  const deepest = Object.values(node).reduce<number>((most, part) => Math.max(most, depthOf(part)), together);
  return type === undefined ? deepest : deepest + 1;
}

function expressionsIn(value: unknown): string[] {
  if (typeof value === "string") {
    const source = expressionIn(value);
    return source === undefined ? [] : [source];
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(expressionsIn) : [];
}

/** Definitions of everything that an environment of the blueprint has. */
function definitionsOf(blueprint: Blueprint): object[] {
  const { apps, parent, runRollback } = environmentMachines(names, blueprint);
  const machines = Object.values(apps).flatMap(({ release, rollback }) => [release, ...(rollback ? [rollback] : [])]);
  return [parent, ...(runRollback ? [runRollback] : []), ...machines].map(({ definition }) => definition);
}

const depths = new Map<string, number>();

/** Depth of the deepest expression; each text is read once. */
function deepest(definition: object): number {
  return expressionsIn(definition).reduce((most, source) => {
    const depth = depths.get(source) ?? depthOf(jsonata(source).ast());
    depths.set(source, depth);
    return Math.max(most, depth);
  }, 0);
}

function check(blueprint: Blueprint): void {
  for (const definition of definitionsOf(blueprint)) {
    assert.deepEqual(checkDefinition(definition).diagnostics, []);
    const depth = deepest(definition);
    assert.ok(depth < DEEPEST, `${depth} levels in ${JSON.stringify(definition)}`);
  }
}

describe("expressions of definitions", function () {
  this.timeout(600_000);

  const large = blueprintOf(
    Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [
        `app-${index}`,
        { task: lambda("f"), after: index < 20 ? [] : [`app-${index - 20}`], rollback: { task: lambda("u") } },
      ]),
    ),
  );
  const kinds = blueprintOf(
    Object.fromEntries(
      USAGES.map(({ task }, index) => [
        `app-${index}`,
        { task, timeoutSeconds: 86_400, secrets: { db: { maxAgeDays: 1 } }, rollback: { task: lambda("u") } },
      ]),
    ),
  );
  const blueprints: readonly (readonly [string, Blueprint])[] = [
    ["the sample", blueprintOf(sample.apps)],
    ["four apps with secrets and rollbacks", shop],
    ["200 apps that are rolled back", large],
    ["an app of every kind", kinds],
  ];
  for (const [what, blueprint] of blueprints) {
    it(`are accepted by AWS and less than ${DEEPEST} levels deep: ${what}`, () => check(blueprint));
  }

  it(`are accepted by AWS and less than ${DEEPEST} levels deep, whatever the blueprint`, () => {
    fc.assert(fc.property(randomBlueprints({ size: 10, kinds: true }), check), { numRuns: randomCases(200) });
  });

  it("would be found if they were deeper, or longer lists", () => {
    const sum = (terms: number) => Array(terms).fill("1").join(" + ");
    assert.deepEqual([depthOf(jsonata(sum(49)).ast()), depthOf(jsonata(sum(50)).ast())], [49, 50]);
    assert.equal(depthOf(jsonata(`[${Array(60).fill("$a").join(", ")}]`).ast()), 61);
    assert.equal(depthOf(jsonata("{'a': 1, 'b': 2 + 3}").ast()), 6);
  });
});
