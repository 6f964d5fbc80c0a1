import assert from "node:assert/strict";
import type { StateMachineDefinition } from "../../components/asl/types";
import { TASK_KINDS } from "../../components/tasks/index";
import { type Behaviour, FAULTS, type Fault, type KindFaults, type Verdict, verdictOf } from "./fault";
import { FaultCloud } from "./fault-cloud";
import { FaultEnvironment } from "./fault-environment";
import { httpFaults } from "./kinds/http";
import { KINDS } from "./kinds/index";
import { lambdaFaults } from "./kinds/lambda";
import { stateMachineFaults } from "./kinds/state-machine";

/** Cells that run side by side. */
const AT_ONCE = 6;

/** Milliseconds within which a second message would be there. */
const SECOND_MESSAGE = 700;

/** How the work behaves where a fault is not made from outside. */
const BEHAVIOURS: Partial<Record<Fault, Behaviour>> = {
  "task error": "fails",
  "time-out": "slow",
  "heartbeat lost": "silent",
  "child aborted": "slow",
  "result too large": "large",
};

interface Cell {
  readonly kind: KindFaults;
  readonly fault: Fault;
  readonly verdict: Verdict;
  /** Without a parent, which would tell of what the machine cannot. */
  readonly alone: boolean;
  readonly index: number;
}

/** Cells that run once more without a parent: the machine tells, or, of an end that it does not see, the environment's rule. */
const ALONE: readonly (readonly [Fault, KindFaults])[] = [
  ["task error", lambdaFaults],
  ["trust cut", lambdaFaults],
  ["child aborted", lambdaFaults],
  ["result too large", lambdaFaults],
  ["result too large", httpFaults],
  ["child aborted", stateMachineFaults],
];

/** The kinds' own tests show that each works; here each fails, in every way that it can, and what is left is looked at. */
describe("fault matrix on the embedded cloud", function () {
  this.timeout(240_000);
  let cloud: FaultCloud;
  const outcomes = new Map<string, Promise<void>>();
  let passed = 0;
  const all = [
    ...KINDS.flatMap((kind) => FAULTS.map((fault) => ({ kind, fault, alone: false }))),
    ...ALONE.map(([fault, kind]) => ({ kind, fault, alone: true })),
  ].map((cell) => ({ ...cell, verdict: verdictOf(cell.kind, cell.fault) }));
  const cells = all.flatMap((cell, index) =>
    "because" in cell.verdict ? [] : [{ ...cell, verdict: cell.verdict, index }],
  );
  const left = all.flatMap(({ kind, fault, verdict }) =>
    "because" in verdict ? [`${kind.kind} x ${fault}: ${verdict.because}`] : [],
  );

  before(async () => {
    cloud = await FaultCloud.start();
    const queue = cells.map((cell) => {
      let start: () => void = () => {};
      const turn = new Promise<void>((resolve) => {
        start = resolve;
      });
      const outcome = turn.then(() => runCell(cloud, cell));
      outcome.catch(() => {});
      outcomes.set(nameOf(cell), outcome);
      return { start, outcome };
    });
    const next = () => {
      const cell = queue.shift();
      cell?.start();
      cell?.outcome.finally(next).catch(() => {});
    };
    for (let slot = 0; slot < AT_ONCE; slot += 1) {
      next();
    }
  });
  after(async () => {
    await Promise.allSettled(outcomes.values());
    console.log(
      `    fault matrix: ${passed} of ${cells.length}; ${left.length} do not apply:\n      ${left.join("\n      ")}`,
    );
    await cloud?.stop();
  });

  it("covers every kind of task", () => {
    assert.deepEqual(KINDS.map(({ kind }) => kind).sort(), [...TASK_KINDS].sort());
  });

  for (const cell of cells) {
    it(nameOf(cell), async () => {
      await outcomes.get(nameOf(cell));
      passed += 1;
    });
  }

  it("leaves no execution running, and every failure was notified once", async () => {
    await Promise.allSettled(outcomes.values());
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.deepEqual((await cloud.cloud.inventory()).runningExecutions, []);
    const counts = new Map<string, number>();
    for (const { topicArn } of cloud.told) {
      counts.set(topicArn, (counts.get(topicArn) ?? 0) + 1);
    }
    assert.deepEqual(
      [...counts].filter(([, count]) => count !== 1),
      [],
    );
    assert.equal(counts.size, cells.length);
  });
});

function nameOf({ kind, fault, alone }: Pick<Cell, "kind" | "fault" | "alone">): string {
  return `${kind.kind} x ${fault}${alone ? ", without a parent" : ""}`;
}

async function runCell(cloud: FaultCloud, { kind, fault, verdict, alone, index }: Cell): Promise<void> {
  // Neither name is part of the other, nor of another cell's.
  const name = `w${index}z`;
  const behaviour = fault === "throttle" && kind.throttles ? "throttled" : (BEHAVIOURS[fault] ?? "good");
  const task = await kind.work(cloud, name, behaviour);
  try {
    const app = {
      task,
      timeoutSeconds: fault === "time-out" ? 4 : 60,
      ...(fault === "secret rotation stuck" ? { secrets: { db: {} } } : {}),
    };
    const environment = await FaultEnvironment.deploy(cloud, `e${index}`, app, {
      app: fault === "bad JSONata result" ? spoilt : undefined,
    });
    if (fault === "throttle" && !kind.throttles) {
      cloud.proxy.throttle(name);
    }
    if (fault === "access denied") {
      await environment.deny();
    }
    if (fault === "trust cut") {
      await environment.cutTrust();
    }
    const meanwhile = fault === "child aborted" ? (childArn: string) => environment.stop(childArn) : undefined;
    const { child, parent } = alone
      ? { child: await environment.runAlone(meanwhile), parent: undefined }
      : await environment.run(meanwhile);
    const told = await environment.firstTold();
    const found = `${child.status} ${child.error}`;
    assert.equal(found, `${verdict.status ?? "FAILED"} ${verdict.error}`, child.cause);
    if (parent !== undefined) {
      assert.equal(`${parent.status} ${parent.error}`, `FAILED ${verdict.error}`, parent.cause);
    }
    // Only of an end that no state sees another tells: the parent or, without one, the rule.
    assert.equal(/^\[notified\] /.test(child.cause ?? ""), fault !== "child aborted", child.cause);
    assert.match(`${child.cause} ${told.text}`, verdict.says);
    assert.match(told.text, /work/);
    assert.deepEqual(await environment.running(), []);
    if (fault === "throttle" && !kind.throttles) {
      assert.ok(cloud.proxy.refused(name) > 2, `tried ${cloud.proxy.refused(name)} times`);
    }
    await new Promise((resolve) => setTimeout(resolve, SECOND_MESSAGE));
    assert.equal(environment.told.length, 1);
  } finally {
    await kind.settle?.(name);
  }
}

/** The result of the task is looked for where it is not. */
function spoilt(definition: StateMachineDefinition): StateMachineDefinition {
  const run = definition.States["Run task"];
  if (run?.Type !== "Task") {
    throw new Error("unknown state Run task");
  }
  const Output = "{% $states.result.there.is.no.such.member %}";
  return { ...definition, States: { ...definition.States, "Run task": { ...run, Output } } };
}
