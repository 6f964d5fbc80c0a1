import assert from "node:assert/strict";
import { before, describe, it } from "mocha";
import { rules } from "../../../policies/pack";
import { type Engine, ensureEngine } from "../../../sandbox/engine";
import { compliantProgram, seededProgram, uncaughtProgram, unrotatedProgram } from "./programs";
import { render, run } from "./run";
import { seeded } from "./seeded";
import { mendedProgram } from "./twin";

/** How the engine's report of a mandatory finding begins. */
const refused = /\[mandatory\] \[severity: \w+\]/;

describe("the pack on the real engine", function () {
  this.timeout(300_000);
  let engine: Engine;
  before(async () => {
    engine = await ensureEngine();
  });

  it("says nothing of a stack that keeps the rules, neither at preview nor in a deployment", async () => {
    for (const operation of ["preview", "up"] as const) {
      const { error, events } = await run(engine, compliantProgram, operation);
      assert.deepEqual(
        events.map(({ message }) => message),
        [],
      );
      assert.equal(error, "");
    }
  });

  it("finds at preview exactly what is wrong with a stack of somebody else's shape", async () => {
    const { error, events } = await run(engine, seededProgram, "preview");
    assert.deepEqual(events.map(render).sort(), [...seeded].sort());
    assert.match(error, refused);
  });

  it("seeds more than 20 kinds of violations, and knows each by rule and resource", () => {
    const kinds = new Set(seeded.map((line) => line.split(" ")[0]));
    assert.ok(kinds.size > 20, `${kinds.size}`);
    assert.ok(new Set(seeded).size >= kinds.size);
    const known = rules.map(({ name }) => name);
    assert.deepEqual(
      [...kinds].filter((name) => name === undefined || !known.includes(name)),
      [],
    );
  });

  it("says nothing of the same stack with each of them fixed", async () => {
    const { error, events } = await run(engine, mendedProgram, "preview");
    assert.deepEqual(
      events.map(({ message }) => message),
      [],
    );
    assert.equal(error, "");
  });

  it("stops a deployment before a machine without a Catch is made", async () => {
    const { error, events, created } = await run(engine, uncaughtProgram, "up");
    assert.match(error, refused);
    assert.ok(events.map(render).includes("definition-catches-all bare"));
    assert.ok(created.includes("bare-machine") && !created.includes("bare"), created.join());
  });

  // A rule about the whole stack judges a deployment when it is over: what it is to prevent, a preview has to refuse.
  it("refuses a secret without rotation, at preview and in a deployment", async () => {
    for (const operation of ["preview", "up"] as const) {
      const { error, events } = await run(engine, unrotatedProgram, operation);
      assert.match(error, refused);
      assert.deepEqual(events.map(render), ["secret-has-rotation forgotten"]);
    }
  });
});
