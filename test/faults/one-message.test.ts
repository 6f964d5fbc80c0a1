import assert from "node:assert/strict";
import type { StateMachineDefinition } from "../../components/asl/types";
import type { Behaviour } from "./fault";
import { FaultCloud } from "./fault-cloud";
import { FaultEnvironment, type FaultEnvironmentOptions } from "./fault-environment";
import { lambdaFaults } from "./kinds/lambda";

/** Milliseconds in which the alarm on silent failures has ended its wait, which takes a hundredth of its time here. */
const ALL_ALARMS = 6_000;

/** A failure, and which of the paths notifies of it. */
interface Failure {
  readonly what: string;
  readonly behaviour: Behaviour;
  readonly options?: FaultEnvironmentOptions;
  /** Before the run. */
  readonly before?: (environment: FaultEnvironment) => Promise<void>;
  /** While the app's task runs. */
  readonly meanwhile?: (environment: FaultEnvironment, childArn: string) => Promise<void>;
  readonly status: string;
  /** In the message's subject and text. */
  readonly says: RegExp;
}

const stopParent: Failure["meanwhile"] = (environment) => environment.stop(environment.parentArn);
const short = (definition: StateMachineDefinition) => ({ ...definition, TimeoutSeconds: 3 });

const FAILURES: readonly Failure[] = [
  { what: "an app that failed", behaviour: "fails", status: "FAILED", says: /^\[\w+\/test\] work failed/ },
  {
    what: "a child that an operator aborted",
    behaviour: "slow",
    meanwhile: (environment, childArn) => environment.stop(childArn),
    status: "FAILED",
    says: /work failed/,
  },
  {
    what: "a child that failed without publishing",
    behaviour: "large",
    status: "FAILED",
    says: /work failed/,
  },
  {
    what: "a parent that an operator stopped",
    behaviour: "slow",
    meanwhile: stopParent,
    status: "ABORTED",
    says: /an execution ended ABORTED/,
  },
  {
    what: "a parent that timed out",
    behaviour: "slow",
    options: { parent: short },
    status: "TIMED_OUT",
    says: /an execution ended TIMED_OUT/,
  },
  {
    what: "a parent that was stopped and whose event was lost",
    behaviour: "slow",
    before: (environment) => environment.loseEvents(),
    meanwhile: stopParent,
    status: "ABORTED",
    says: /_failures-silent/,
  },
  {
    what: "a parent that timed out and whose event the topic refused",
    behaviour: "slow",
    options: { parent: short },
    before: (environment) => environment.refuseRule(),
    status: "TIMED_OUT",
    says: /_failures-undelivered/,
  },
];

/** Not shown: how late metrics and logs are on AWS; the alarm waits five minutes for both. */
describe("messages of one failure, with rule, alarms, log and encrypted queues", function () {
  this.timeout(120_000);
  let cloud: FaultCloud;
  before(async () => {
    cloud = await FaultCloud.start();
  });
  after(() => cloud?.stop());

  for (const [index, { what, behaviour, options = {}, status, says, ...failure }] of FAILURES.entries()) {
    it(`are exactly one for ${what}`, async () => {
      const task = await lambdaFaults.work(cloud, `m${index}z`, behaviour);
      const app = { task, timeoutSeconds: 60 };
      const environment = await FaultEnvironment.deploy(cloud, `m${index}`, app, { ...options, alarms: true });
      await failure.before?.(environment);
      const { meanwhile } = failure;
      const run = await environment.run(
        meanwhile === undefined ? undefined : (childArn) => meanwhile(environment, childArn),
      );
      assert.equal(run.parent.status, status, run.parent.cause);
      const { subject, text } = await environment.firstTold();
      assert.match(`${subject}\n${text}`, says);
      await new Promise((resolve) => setTimeout(resolve, ALL_ALARMS));
      assert.deepEqual(
        environment.told.slice(1).map((one) => one.subject || one.text),
        [],
      );
      assert.deepEqual(await environment.running(), []);
    });
  }
});
