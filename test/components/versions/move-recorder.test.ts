import assert from "node:assert/strict";
import { type AliasMovedRecord, aliasMovedSchema } from "../../../components/evidence/record";
import type { EvidenceObject } from "../../../components/versions/change-evidence";
import { keyedMachines } from "../../../components/versions/machine-keys";
import { MoveRecorder, type MoveRecorderArgs } from "../../../components/versions/move-recorder";
import { sharesText } from "../../../components/versions/rollback/plan";
import { DEV_NAMES as names } from "../../helpers/dev-stack";
import { MOVE } from "../evidence/sample-records";
import { FakeStepFunctions } from "./fake-step-functions";

const CALLER = "arn:aws:sts::111111111111:assumed-role/deploy/ci";
const { arn, aliasArn } = names.app("orders").machine;
const lastMoves = async () => [];
const route = (version: number, weight = 100) => ({ stateMachineVersionArn: `${arn}:${version}`, weight });

describe("records of the aliases that an up moves", () => {
  let kept: EvidenceObject[];
  let asked: number;
  let last: AliasMovedRecord[];
  let stepFunctions: FakeStepFunctions;

  const recorder = (more: Partial<MoveRecorderArgs> = {}) =>
    new MoveRecorder({
      names,
      machines: keyedMachines(names, { orders: {} }),
      trafficOf: () => ({}),
      stepFunctions,
      evidence: {
        async caller() {
          asked += 1;
          return CALLER;
        },
        keep: async (one) => void kept.push(one),
        lastMoves: async (bucket, prefix, wanted) => {
          assert.deepEqual([bucket, prefix], ["shop-dev-evidence-111111111111-eu-central-1", "dev/changes/"]);
          return last.filter(({ machine }) => wanted(machine));
        },
      },
      deployment: { stack: "organization/app-of-apps/dev", startedAt: "2026-05-04T11:59:00.000Z" },
      now: () => new Date("2026-05-04T12:00:00Z"),
      ...more,
    });
  const move = async (
    moves: MoveRecorder,
    alias = aliasArn,
    ...routes: { stateMachineVersionArn: string; weight: number }[]
  ) => {
    await moves.expect(alias);
    return await moves.record(alias, routes);
  };
  const records = () => kept.map(({ record }) => aliasMovedSchema.parse(record));

  beforeEach(() => {
    kept = [];
    asked = 0;
    last = [];
    stepFunctions = new FakeStepFunctions();
    stepFunctions.aliasesByArn.set(aliasArn, { routes: [route(3)], description: "" });
  });

  it("say who moved which alias from where to where, by which setting and in which update", async () => {
    await move(recorder(), aliasArn, route(4));
    const [one] = kept;
    assert.equal(one?.key, "dev/changes/2026-05-04/2026-05-04T12:00:00.000Z-orders.json");
    const { who, why, machine, alias, from, to, pinned, recordedBy, deployment } = records()[0] ?? assert.fail();
    assert.deepEqual(
      [who, why, machine, alias, pinned, recordedBy],
      [CALLER, "newest version", "orders", aliasArn, false, "deployment"],
    );
    assert.deepEqual([from, to], [[{ version: 3, weight: 100 }], [{ version: 4, weight: 100 }]]);
    assert.deepEqual(deployment, { stack: "organization/app-of-apps/dev", startedAt: "2026-05-04T11:59:00.000Z" });
  });

  it("are none where the alias leads where it led, whatever the order of its routes", async () => {
    await move(recorder(), aliasArn, route(3));
    stepFunctions.aliasesByArn.set(aliasArn, { routes: [route(3, 50), route(4, 50)], description: "" });
    await move(recorder(), aliasArn, route(4, 50), route(3, 50));
    assert.deepEqual(kept, []);
  });

  it("name a pin, a canary and the reason of the deployment", async () => {
    await move(recorder({ trafficOf: () => ({ pin: 1 }) }), aliasArn, route(1));
    const canary = recorder({ trafficOf: () => ({ canary: { from: 3, percent: 10 } }), reason: "commit 1a2b" });
    await move(canary, aliasArn, route(4, 10), route(3, 90));
    assert.deepEqual(
      records().map(({ why, pinned }) => [why, pinned]),
      [
        ["pin to version 1", true],
        ["canary of 10 % on the newest version, the rest on version 3; commit 1a2b", false],
      ],
    );
    assert.deepEqual(records()[1]?.to, [
      { version: 3, weight: 90 },
      { version: 4, weight: 10 },
    ]);
  });

  it("have the name of a machine that has no key, and an empty origin where the alias was made", async () => {
    const machine = arn.replace(names.app("orders").machine.name, "shop-dev_evidence_run");
    await move(recorder(), `${machine}:live`, { stateMachineVersionArn: `${machine}:1`, weight: 100 });
    const [{ machine: key, from } = assert.fail()] = records();
    assert.deepEqual([key, from], ["shop-dev_evidence_run", []]);
  });

  it("ask once who moves, and stop a move of which they could not say it", async () => {
    const moves = recorder();
    await move(moves, aliasArn, route(4));
    await move(moves, aliasArn, route(5));
    assert.equal(asked, 1);
    const caller = () => Promise.reject(new Error("no credentials"));
    const unknown = recorder({
      evidence: { caller, keep: async () => assert.fail("a record was written"), lastMoves },
    });
    await assert.rejects(unknown.expect(aliasArn), /no credentials/);
  });

  it("that could not be written are named, with a command that writes them", async () => {
    const keep = async () => {
      throw Object.assign(new Error("no"), { name: "AccessDenied" });
    };
    const moves = recorder({ evidence: { caller: async () => CALLER, keep, lastMoves }, reason: "Ann's change" });
    const said = (await move(moves, aliasArn, route(4))) ?? "";
    assert.deepEqual(moves.unrecorded, ["orders"]);
    assert.match(
      said,
      /^orders: its alias was moved from 3 to 4, and the record was not written: AccessDenied: no\. fix: /,
    );
    assert.match(said, /--key 'dev\/changes\/2026-05-04\/2026-05-04T12:00:00\.000Z-orders\.json'/);
    assert.match(said, /Ann'\\''s change/);
  });

  const moved = (machine: string, to: number | undefined, pinned = false): AliasMovedRecord => ({
    ...MOVE,
    machine,
    alias: names.app(machine).machine.aliasArn,
    to: to === undefined ? [] : [{ version: to, weight: 100 }],
    pinned,
  });
  const unseen = async (more: Partial<MoveRecorderArgs> = {}) => {
    const moves = recorder(more);
    moves.keep(aliasArn);
    return (await moves.unseen()).map(({ record }) => {
      const { machine, from, to, who, why, pinned } = aliasMovedSchema.parse(record);
      return `${machine} ${sharesText(from)} -> ${sharesText(to)} by ${who}: ${why}${pinned ? " (pinned)" : ""}`;
    });
  };

  it("say of an alias that the deployment has no more who removes it, and from where", async () => {
    const alias = names.app("carts").machine;
    stepFunctions.aliasesByArn.set(alias.aliasArn, {
      routes: [{ stateMachineVersionArn: `${alias.arn}:6`, weight: 100 }],
      description: "",
    });
    last = [moved("carts", 5), moved("orders", 3)];
    assert.deepEqual(await unseen({ reason: "commit 1a2b" }), [
      `carts 6 ->  by ${CALLER}: removed from the environment; commit 1a2b`,
    ]);
  });

  it("say of an alias that was gone before that nobody knows who removed it, and of one whose removal is recorded nothing", async () => {
    last = [moved("carts", 5), moved("cards", undefined)];
    assert.deepEqual(await unseen(), [`carts 5 ->  by unknown: was gone before this update, found by ${CALLER}`]);
    last = [moved("cards", undefined)];
    assert.deepEqual(await unseen(), []);
  });

  it("say again who removes an alias that an earlier deployment said it would remove and did not", async () => {
    const { aliasArn: cards, arn: cardsArn } = names.app("cards").machine;
    const routes = [{ stateMachineVersionArn: `${cardsArn}:2`, weight: 100 }];
    stepFunctions.aliasesByArn.set(cards, { routes, description: "" });
    last = [moved("cards", undefined)];
    assert.deepEqual(await unseen(), [`cards 2 ->  by ${CALLER}: removed from the environment`]);
  });

  it("say once of a pin at the version that was live that it holds the alias there", async () => {
    const pinned = { trafficOf: () => ({ pin: 3 }) };
    for (const before of [[], [moved("orders", 3)]]) {
      last = before;
      assert.deepEqual(await unseen(pinned), [`orders 3 -> 3 by ${CALLER}: pin to version 3 (pinned)`]);
    }
    last = [moved("orders", 3, true)];
    assert.deepEqual(await unseen(pinned), []);
  });
});
