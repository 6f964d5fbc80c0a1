import assert from "node:assert/strict";
import { z } from "zod";
import { keysAt } from "../../../components/core/schema-problem";

const schema = z.strictObject({
  name: z.string(),
  network: z.strictObject({ subnets: z.array(z.string()) }).exactOptional(),
  owner: z.strictObject({ team: z.string() }).nullable().optional(),
  containers: z.record(z.string(), z.strictObject({ command: z.string() })).default({}),
  steps: z.array(z.union([z.strictObject({ run: z.string() }), z.strictObject({ wait: z.number() })])),
});

describe("keysAt", () => {
  for (const [path, keys] of [
    [[], ["name", "network", "owner", "containers", "steps"]],
    [["network"], ["subnets"]],
    [["owner"], ["team"]],
    [["containers", "web"], ["command"]],
    [
      ["steps", 0],
      ["run", "wait"],
    ],
    [["name"], []],
    [["nothing", "here"], []],
  ] as const) {
    it(`of ${JSON.stringify(path)} are ${keys.join(", ") || "none"}`, () =>
      assert.deepEqual(keysAt(schema, path), keys));
  }
});
