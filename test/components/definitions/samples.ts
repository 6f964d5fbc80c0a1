import assert from "node:assert/strict";
import fc from "fast-check";
import type { Blueprint } from "../../../components/blueprint/blueprint";
import { parseBlueprint } from "../../../components/blueprint/parse";
import { type EnvironmentNames, environmentNames, scopeOf } from "../../../components/core/names";

/** Names of the environment that the workflow tests use. */
export const names: EnvironmentNames = environmentNames(
  scopeOf({ blueprint: "shop", environment: "test", account: "123456789012", region: "eu-central-1" }),
);

/** The checked blueprint of these apps; fails the test if there is a problem. */
export function blueprintOf(apps: Record<string, object>): Blueprint {
  const parsed = parseBlueprint({ name: "shop", apps });
  assert.ok("blueprint" in parsed, JSON.stringify(parsed));
  return parsed.blueprint;
}

/** A lambda task of that name. */
export const lambda = (name: string) => ({ kind: "lambda", function: name });

/** Four apps: two independent ones, one behind, one behind all; secrets, rollbacks. */
export const shop = blueprintOf({
  catalog: { task: lambda("catalog"), rollback: { task: lambda("catalog-undo") } },
  carts: { task: lambda("carts"), secrets: { db: { maxAgeDays: 30 } }, rollback: { task: lambda("carts-undo") } },
  orders: { task: lambda("orders"), after: ["catalog"], timeoutSeconds: 60, expectedSeconds: 20 },
  ui: { task: lambda("ui"), after: ["orders", "carts"], owner: "web" },
});

/** Random graphs as `after` by app; edges point from later to earlier names of a random order, so there is no cycle. */
export const randomApps = (size: number) =>
  fc
    .record({
      order: fc.shuffledSubarray(
        Array.from(
          { length: size }, // The first is a name that every record inherits.
          (_, index) => (index === 0 ? "constructor" : `app-${index}`),
        ),
        { minLength: 1 },
      ),
      edges: fc.array(fc.tuple(fc.nat(size * size), fc.nat(size * size)), { maxLength: size * 3 }),
      seconds: fc.array(fc.option(fc.integer({ min: 1, max: 500 }), { nil: undefined }), {
        minLength: size,
        maxLength: size,
      }),
    })
    .map(({ order, edges, seconds }) => {
      const after = new Map(order.map((app) => [app, new Set<string>()]));
      for (const [a, b] of edges) {
        const [low, high] = [a % order.length, b % order.length].sort((x, y) => x - y);
        const from = order[low ?? 0];
        const to = order[high ?? 0];
        if (from !== undefined && to !== undefined && from !== to) {
          after.get(to)?.add(from);
        }
      }
      return Object.fromEntries(
        order.map((app, index) => [
          app,
          {
            after: [...(after.get(app) ?? [])],
            ...(seconds[index] === undefined ? {} : { expectedSeconds: seconds[index] }),
          },
        ]),
      );
    });
