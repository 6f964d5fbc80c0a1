import assert from "node:assert/strict";
import { join } from "node:path";
import type { EngineEvent, PolicyEvent } from "@pulumi/pulumi/automation/events";
import { before, describe, it } from "mocha";
import { type Engine, ensureEngine, openStack } from "../../../sandbox/engine";
import { withFolder } from "../../sandbox/engine/temporary";
import { compliantProgram, seeded, seededProgram, uncaughtProgram, unrotatedProgram } from "./programs";

const pack = join(__dirname, "../../../policies");
const providers = [{ name: "aws", path: join(__dirname, "provider") }];

interface Outcome {
  /** What the engine refused with; empty if it did not. */
  readonly error: string;
  readonly events: readonly PolicyEvent[];
  /** Names of the resources that were created. */
  readonly created: readonly string[];
}

/** Runs a program under the pack, on an engine without a cloud. */
async function run(engine: Engine, program: () => Promise<void>, operation: "preview" | "up"): Promise<Outcome> {
  return withFolder(async (runDir) => {
    const events: PolicyEvent[] = [];
    const created: string[] = [];
    const onEvent = ({ policyEvent, resOutputsEvent }: EngineEvent): void => {
      if (policyEvent !== undefined) {
        events.push(policyEvent);
      }
      if (resOutputsEvent?.metadata.op === "create") {
        created.push(resOutputsEvent.metadata.urn.split("::").at(-1) ?? "");
      }
    };
    const config = { "aws:region": "eu-central-1" };
    const stack = await openStack({ engine, runDir, stackName: "shop", program, providers, config });
    const options = { policyPacks: [pack], onEvent };
    const error = await (operation === "preview" ? stack.preview(options) : stack.up(options)).then(
      () => "",
      (reason: Error) => reason.message,
    );
    return { error, events, created };
  });
}

/** How the engine's report of a mandatory finding begins. */
const refused = /\[mandatory\] \[severity: \w+\]/;

const render = ({ policyName, resourceUrn, enforcementLevel }: PolicyEvent): string =>
  `${policyName} ${resourceUrn?.split("::").at(-1)}${enforcementLevel === "mandatory" ? "" : ` (${enforcementLevel})`}`;

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
