import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "mocha";
import { type Engine, ensureEngine } from "../../../sandbox/engine";
import { hidden, key, logDestination, mendableProgram, secretive, unbounded } from "./fixing";
import { type Outcome, render, run } from "./run";

const preset: Readonly<Record<string, unknown>> = JSON.parse(
  readFileSync(join(__dirname, "../../../policies/presets/remediate.json"), "utf8"),
);
/** Only the rules that fix: the others have much to say about such a program. */
const fixing = {
  all: "disabled",
  ...Object.fromEntries(Object.entries(preset).filter(([, level]) => level === "remediate")),
};
const withKey = { ...fixing, "topic-encryption": { enforcementLevel: "remediate", key } };
const bounded = `{"TimeoutSeconds":86400,${unbounded.slice(1)}`;

const excused = {
  ...withKey,
  "log-group-retention": {
    enforcementLevel: "remediate",
    exceptions: [{ resource: "for-ever", reason: "the archive reads it", expires: "2999-12-31" }],
  },
};

const inputsOf = ({ inputs }: Outcome, ...paths: readonly string[]): readonly unknown[] =>
  paths.map((path) => {
    const [name = "", property = ""] = path.split(" ");
    return inputs[name]?.[property];
  });

const fixable = [
  "open kmsMasterKeyId",
  "short retentionInDays",
  "untraced tracingConfiguration",
  "half-logged loggingConfiguration",
  "unbounded definition",
  "secretive tracingConfiguration",
  "secretive loggingConfiguration",
];
const asWritten = [
  undefined,
  7,
  { enabled: false },
  { level: "ERROR", logDestination },
  unbounded,
  { enabled: false },
  { level: "FATAL", logDestination },
];
const asMended = [
  key,
  365,
  { enabled: true },
  { level: "ALL", logDestination },
  bounded,
  { enabled: true },
  { level: "ALL", logDestination },
];
const fixes = [
  "log-group-retention short",
  "machine-logging half-logged",
  "machine-logging secretive",
  "machine-timeout secretive",
  "machine-timeout unbounded",
  "machine-tracing secretive",
  "machine-tracing untraced",
  "topic-encryption open",
];

describe("fixing on the real engine", function () {
  this.timeout(300_000);
  let engine: Engine;
  before(async () => {
    engine = await ensureEngine();
  });

  it("changes nothing unless it is asked for, and finds what is wrong", async () => {
    const outcome = await run(engine, mendableProgram, "preview");
    assert.deepEqual(outcome.remediations, []);
    assert.deepEqual(inputsOf(outcome, ...fixable), asWritten);
    const found = outcome.events.map(render);
    assert.deepEqual(
      [...fixes, "log-group-retention for-ever"].filter((each) => !found.includes(each)),
      [],
    );
  });

  it("shows at preview what it fixes; what it does not fix stays a finding", async () => {
    const outcome = await run(engine, mendableProgram, "preview", withKey);
    assert.deepEqual([...outcome.remediations].sort(), fixes);
    assert.deepEqual(inputsOf(outcome, ...fixable), asMended);
    assert.deepEqual(inputsOf(outcome, "for-ever retentionInDays", "unreadable definition"), [undefined, "{"]);
    assert.deepEqual(outcome.events.map(render).sort(), [
      "log-group-retention for-ever",
      "machine-timeout unknown (advisory)",
    ]);
    assert.match(outcome.output, /\[remediate\] {2}machine-timeout {2}\(2 resources\)/);
    assert.ok(!outcome.output.includes(hidden));
  });

  it("leaves a topic alone for which no key is configured, and refuses it", async () => {
    const outcome = await run(engine, mendableProgram, "preview", fixing);
    assert.deepEqual(
      [...outcome.remediations].sort(),
      fixes.filter((each) => each !== "topic-encryption open"),
    );
    assert.deepEqual(inputsOf(outcome, "open kmsMasterKeyId"), [undefined]);
    assert.ok(outcome.events.map(render).includes("topic-encryption open"));
  });

  it("makes what was fixed, also what was not known at preview; secrets stay secret", async () => {
    const outcome = await run(engine, mendableProgram, "up", excused);
    assert.deepEqual([...outcome.remediations].sort(), [...fixes, "machine-timeout unknown"].sort());
    assert.deepEqual(outcome.events.map(render), []);
    assert.equal(outcome.error, "");
    assert.deepEqual(inputsOf(outcome, ...fixable), asMended);
    assert.match(String(inputsOf(outcome, "unknown definition")), /^{"TimeoutSeconds":86400,.*"Comment":"arn:aws:sns:/);
    assert.deepEqual(inputsOf(outcome, "for-ever retentionInDays"), [undefined]);
    assert.deepEqual(outcome.state.secretive?.definition, {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      plaintext: JSON.stringify(`{"TimeoutSeconds":86400,${secretive.slice(1)}`),
    });
    assert.ok(!outcome.output.includes(hidden));
  });
});
