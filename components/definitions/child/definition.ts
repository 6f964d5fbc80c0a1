import { bytesOf, GIVEN_CONTEXT, integration, jsonata, literal } from "../../asl/jsonata";
import { longestSeconds, ROLE_RETRY } from "../../asl/retry";
import { type Machine, machineFrom, type Step, type Steps, step } from "../../asl/step";
import { capTimeout, TIMINGS } from "../../asl/timeouts";
import type { ChoiceRule, TaskState } from "../../asl/types";
import type { Named } from "../../core/names";
import { managedRule, NEEDS } from "../../iam/integrations";
import { renderTask, runsAsMachine, taskPermissions } from "../../tasks/index";
import { CATCH_IN_APP, DATA_LIMIT_EXCEEDED, failureRule } from "../failure/caught";
import { NOTIFY_SECONDS } from "../failure/path";
import { rehearsalRule } from "../rehearsal/protocol";
import { identityMember, identityRule } from "../run-identity";
import { CHECK_IDENTITY, type ChildDefinitionArgs, type TaskMachineArgs, VERIFY_ROLE } from "./args";
import { catchTask, nothingYet, taskEvidence } from "./evidence";
import { childFailureSteps } from "./failure";
import { REHEARSED, rehearsedStep } from "./rehearsal";

import { describeState, ROTATION_SECONDS, secretSteps } from "./secret-rotation";

/**
 * Bytes that the context which a child is given and the one that it returns may take together: the machine that starts
 * it gets both as one result, limited to 256 KiB, and beyond that no Catch sees the failure.
 */
const CONTEXTS_LIMIT = 250_000;

const CHECK_ROLE = "Check role";
const RUN_TASK = "Run task";

/**
 * The workflow of one app: verify the role that the task runs as (its task role, or the machine's own), rotate each
 * secret that is too old, run the task, return the context with the app's result in it (any JSON). With fresh secrets
 * that is one transition for the role, two for each secret (one for the check of the role where there is none) and one
 * for the task. Started with `{"rehearse": true}` it changes nothing and ends with a `Verdict` before the task. Where
 * the environment has a runs API, a run without an identity is refused first, which takes one more transition.
 */
export function childMachine(args: ChildDefinitionArgs): Machine {
  const { task, timeoutSeconds } = args.spec;
  return taskMachine({ ...args, task, timeoutSeconds, action: "release", machine: args.names.app(args.app).machine });
}

/**
 * The workflow that rolls one app back: the same shape with the rollback's task. Undefined for an app without a
 * rollback.
 */
export function rollbackMachine(args: ChildDefinitionArgs): Machine | undefined {
  const { rollback } = args.spec;
  if (rollback === undefined) {
    return undefined;
  }
  return taskMachine({ ...args, ...rollback, action: "rollback", machine: args.names.app(args.app).rollback });
}

function taskMachine(args: TaskMachineArgs): Machine {
  const { names, app, spec, action, identitySeconds } = args;
  const secrets = Object.entries(spec.secrets);
  const [first] = secrets;
  const checks = action === "release" && identitySeconds !== undefined;
  const steps: Steps = {
    ...(checks
      ? {
          [CHECK_IDENTITY]: step({
            Type: "Choice",
            Choices: [identityRule(identitySeconds, CHECK_IDENTITY)],
            Default: VERIFY_ROLE,
          }),
        }
      : {}),
    [VERIFY_ROLE]: verifyRole(args, first === undefined ? CHECK_ROLE : describeState(first[0])),
    ...(first === undefined
      ? {
          [CHECK_ROLE]: step({
            Type: "Choice",
            Choices: [mismatchRule(args), rehearsalRule(REHEARSED)],
            Default: RUN_TASK,
          }),
        }
      : {}),
    ...Object.assign(
      {},
      ...secrets.map(([secret, { maxAgeDays }], index) => {
        const after = secrets[index + 1];
        const next = after === undefined ? RUN_TASK : describeState(after[0]);
        return secretSteps({
          names,
          app,
          secret,
          maxAgeDays,
          index,
          noteRotation: args.evidence === true,
          // The role is checked before anything is changed.
          before: index === 0 ? [mismatchRule(args)] : [],
          next,
          rehearsed: after === undefined ? REHEARSED : next,
        });
      }),
    ),
    [RUN_TASK]: runTask(args),
    [REHEARSED]: rehearsedStep(args),
    ...childFailureSteps(args),
  };
  return machineFrom({
    comment: `${action === "release" ? "Releases" : "Rolls back"} ${app} in ${names.scope.blueprint}/${names.scope.environment}.`,
    timeoutSeconds: capTimeout(machineSeconds(steps[RUN_TASK], secrets.length)),
    startAt: checks ? CHECK_IDENTITY : VERIFY_ROLE,
    steps,
  });
}

/** Requests the caller's identity under the task's role: the role chain is walked before anything is changed. */
function verifyRole(args: TaskMachineArgs, next: string): Step {
  const { names, spec } = args;
  const { credentials, needs } = runsAs(args);
  const state: TaskState = {
    Type: "Task",
    Resource: integration(names.scope.partition, "aws-sdk:sts:getCallerIdentity"),
    ...credentials,
    Arguments: {},
    TimeoutSeconds: TIMINGS.apiCall,
    Retry: ROLE_RETRY,
    Catch: [CATCH_IN_APP],
    Assign: {
      context: jsonata(GIVEN_CONTEXT),
      identity: jsonata("$states.result.Arn"),
      ...(Object.keys(spec.secrets).length === 0 ? {} : { polls: 0 }),
      ...nothingYet(args),
    },
    Next: next,
  };
  return step(state, [...needs, ...NEEDS["aws-sdk:sts:getCallerIdentity"]()]);
}

interface RunsAs {
  /** Role whose session runs the task. */
  readonly role: Named;
  /** What messages call it. */
  readonly title: string;
  readonly credentials: Pick<TaskState, "Credentials">;
  /** What the machine's role needs to become it. */
  readonly needs: Step["needs"];
}

/** The role that a machine's task runs as, and how it becomes that role. */
function runsAs({ names, app, task }: TaskMachineArgs): RunsAs {
  const { machineRole, taskRole } = names.app(app);
  return runsAsMachine(task)
    ? { role: machineRole, title: "machine's role", credentials: {}, needs: [] }
    : {
        role: taskRole,
        title: "task role",
        credentials: { Credentials: { RoleArn: taskRole.arn } },
        needs: NEEDS.credentials(taskRole.arn),
      };
}

/** The identity must be a session of the task's role itself. */
function mismatchRule(args: TaskMachineArgs): ChoiceRule {
  const { role, title } = runsAs(args);
  const { partition, account } = args.names.scope;
  const prefix = `arn:${partition}:sts::${account}:assumed-role/${role.name}/`;
  const cause = jsonata(`"Not a session of the ${title}: " & $identity`);
  return failureRule(`$substring($identity, 0, ${prefix.length}) != ${literal(prefix)}`, "IdentityMismatch", cause);
}

function runTask(args: TaskMachineArgs): Step {
  const { names, app, task, timeoutSeconds, action, machine, identitySeconds } = args;
  const { credentials, needs } = runsAs(args);
  const { identity } = identityMember(identitySeconds);
  const call = { scope: names.scope, app, action, context: "$context", identity, timeoutSeconds };
  const fragment = renderTask(task, call);
  const tooLarge = `Context and result exceed ${CONTEXTS_LIMIT} bytes`;
  const state: TaskState = {
    Type: "Task",
    Resource: fragment.resource,
    ...credentials,
    Arguments: fragment.arguments,
    TimeoutSeconds: timeoutSeconds,
    ...(fragment.heartbeatSeconds === undefined ? {} : { HeartbeatSeconds: fragment.heartbeatSeconds }),
    Retry: fragment.retry,
    // What the task returns may be larger than a payload, which only a Catch by this name sees.
    Catch: [{ ...CATCH_IN_APP, ErrorEquals: [DATA_LIMIT_EXCEEDED], Assign: { state: RUN_TASK } }, catchTask(args)],
    Output: {
      context: jsonata(
        `($all := $merge([$context, {${literal(app)}: ${fragment.result}}]); ` +
          `${bytesOf("[$context, $all]")} > ${CONTEXTS_LIMIT} ? $error(${literal(tooLarge)}) : $all)`,
      ),
      ...identityMember(identitySeconds),
      ...taskEvidence(args),
    },
    End: true,
  };
  const own = runsAsMachine(task) ? taskPermissions(task, names.scope, machine.arn) : [];
  return step(state, [...needs, ...own, ...managedRule(fragment.resource, names.scope)]);
}

/**
 * Longest run of a machine in seconds: verify, read and rotate each secret, run the task, notify, each with its retries
 * and their waits, and some slack. Each part has its own limit, so this one is met only if Step Functions itself
 * stalls.
 */
function machineSeconds(run: Step | undefined, secrets: number): number {
  const task = run?.state.Type === "Task" ? longestSeconds(run.state.TimeoutSeconds, run.state.Retry ?? []) : 0;
  const verify = longestSeconds(TIMINGS.apiCall, ROLE_RETRY);
  return verify + secrets * ROTATION_SECONDS + task + NOTIFY_SECONDS + TIMINGS.slack;
}
