import { catchEvery } from "../../asl/catch";
import { integration, jsonata, literal } from "../../asl/jsonata";
import { DESCRIBE_RETRY, longestSeconds, ROLE_RETRY, SNS_RETRY } from "../../asl/retry";
import { TIMINGS, timeOut } from "../../asl/timeouts";
import type { ChoiceRule, State, StateMachineDefinition } from "../../asl/types";
import type { App, Task } from "../../blueprint/blueprint";
import type { EnvironmentNames, MachineNames } from "../../core/names";
import type { PolicyStatement } from "../../core/policy-document";
import { ownPermissions } from "../../iam/machine-permissions";
import { renderTask, taskPermissions } from "../../tasks/index";
import { permissionChecks } from "../../versions/rehearsal/simulation/permission-checks";
import { catchAll, failurePath, failureValue } from "../failure/path";
import {
  brokenCatch,
  FAILED_OR_BROKEN,
  type RehearsalArgs,
  rehearsalRule,
  rehearsalSeconds,
  rehearsalStates,
} from "../rehearsal/child";
import { describeName, dueRule, rotationSeconds, rotationStates } from "./secret-rotation";

export interface ChildDefinitionArgs {
  readonly names: EnvironmentNames;
  /** Name of the app in the blueprint. */
  readonly app: string;
  readonly spec: App;
  /** The app's access rule, of which a rehearsal asks about what concerns the app's own secrets. @default none */
  readonly rule?: readonly PolicyStatement[] | undefined;
}

/**
 * Bytes that the context which a child is given and the one that it hands on may take together: who starts it gets both as one result, limited to
 * 256 KiB, and beyond that no Catch sees the failure.
 */
const CONTEXTS_LIMIT = 250_000;

/** JSONata: the context that the execution was given, an empty object if none. */
const CONTEXT = `$type($states.context.Execution.Input.context) = "object" ? $states.context.Execution.Input.context : {}`;

/**
 * The workflow of one app: verify the role that the task runs under, look at each secret, rotate what is due, run the task, hand on the context
 * with the app's result in it (any JSON, kept as it is). With a fresh secret: VerifyRole, Describe, gate, RunTask: four transitions.
 * Started with `{"rehearse": true}` it walks the same way up to the gate, then asks what it would be allowed to do, and ends with a `Verdict`.
 */
export function childDefinition(args: ChildDefinitionArgs): StateMachineDefinition {
  const { names, app, spec } = args;
  const { task, timeoutSeconds } = spec;
  const undo = rollbackArgs(args);
  return taskMachine(
    { ...args, task, timeoutSeconds, action: "release", machine: names.app(app).machine },
    undo === undefined ? [] : [undo],
  );
}

/** The workflow that undoes one app: the same shape, running the rollback's task. Undefined for an app without a rollback. */
export function rollbackDefinition(args: ChildDefinitionArgs): StateMachineDefinition | undefined {
  const undo = rollbackArgs(args);
  return undo === undefined ? undefined : taskMachine(undo, []);
}

function rollbackArgs(args: ChildDefinitionArgs): TaskMachineArgs | undefined {
  const { names, app, spec } = args;
  if (spec.rollback === undefined) return undefined;
  const { task, timeoutSeconds } = spec.rollback;
  return { ...args, task, timeoutSeconds, action: "rollback", machine: names.app(app).rollback };
}

interface TaskMachineArgs extends ChildDefinitionArgs {
  readonly task: Task;
  readonly timeoutSeconds: number;
  readonly action: "release" | "rollback";
  readonly machine: MachineNames;
}

/** @param others machines under the same roles of which a rehearsal asks what they may, too */
function taskMachine(args: TaskMachineArgs, others: readonly TaskMachineArgs[]): StateMachineDefinition {
  const { names, app, spec, action } = args;
  const secrets = Object.keys(spec.secrets);
  const { walk, gate, dueRules } = walkOf(args);
  const rehearsal = { names, app, context: CONTEXT, checks: checksOf([args, ...others]) };
  const states: Record<string, State> = {
    ...walk,
    [gate]: {
      Type: "Choice",
      Choices: [mismatchRule(args), rehearsalRule(rehearsal), ...dueRules],
      Default: "RunTask",
    },
    ...rehearsalStates(rehearsal),
  };
  return {
    Comment: `${action === "release" ? "Releases" : "Rolls back"} ${app} in ${names.scope.blueprint}/${names.scope.environment}.`,
    QueryLanguage: "JSONata",
    StartAt: "VerifyRole",
    TimeoutSeconds: timeOut(machineSeconds(states.RunTask, secrets.length, rehearsal)),
    States: states,
  };
}

/** What a run does, without the gate between what is looked at and what is done. */
function walkOf(args: TaskMachineArgs) {
  const { names, app, spec, action } = args;
  const secrets = Object.entries(spec.secrets);
  const gate = secrets.length === 0 ? "CheckRole" : "CheckRoleAndSecrets";
  const describes = secrets.map(([secret]) => describeName(secret));
  const rotations = secrets.map(([secret, { maxAgeDays }], position) => {
    const next = describes[position + 1] ?? gate;
    return { names, app, secret, maxAgeDays, index: position + 1, next, gate };
  });
  const walk: Record<string, State> = {
    VerifyRole: verifyRole(args, describes[0] ?? gate),
    ...Object.assign({}, ...rotations.map(rotationStates)),
    RunTask: runTask(args),
    ...failurePath(names, args.machine, { rerun: action === "release" ? "parent" : "own" }),
  };
  return { walk, gate, dueRules: rotations.map(dueRule) };
}

/**
 * What runs of these machines need and a rehearsal does not do: of the machines' role all but looking at secrets and assuming the task's; of that all that the
 * tasks imply, and what the access rule says of the app's own secrets.
 */
function checksOf(machines: readonly [TaskMachineArgs, ...TaskMachineArgs[]]): RehearsalArgs["checks"] {
  const [{ names, app, rule = [] }] = machines;
  const { machineRole, taskRole, secret } = names.app(app);
  const walked = ["AssumeTaskRole", "DescribeSecret"];
  const own = ownPermissions(
    machines.map((machine) => ({ StartAt: "VerifyRole", States: walkOf(machine).walk })),
    names,
  ).filter(({ Sid = "" }) => !walked.includes(Sid));
  const implied = machines.flatMap(({ task, machine }) => taskPermissions(task, names.scope, machine.arn));
  const prefix = secret("").iamArn.replace(/-\?+$/, "");
  const secrets = rule
    .map((one) => ({ ...one, Resource: (one.Resource ?? []).filter((resource) => resource.startsWith(prefix)) }))
    .filter(({ Resource }) => Resource.length > 0);
  return [
    { role: machineRole, checks: permissionChecks(own).checks },
    { role: taskRole, checks: permissionChecks([...implied, ...secrets]).checks },
  ];
}

/** Who the task role is, asked under the task role itself: the chain of roles is walked before anything is changed. */
function verifyRole({ names, app }: TaskMachineArgs, next: string): State {
  const { taskRole } = names.app(app);
  const show = `aws iam get-role --role-name ${taskRole.name} --query Role.AssumeRolePolicyDocument`;
  return {
    Type: "Task",
    Resource: integration(names.scope.partition, "aws-sdk:sts:getCallerIdentity"),
    Credentials: { RoleArn: taskRole.arn },
    Arguments: {},
    TimeoutSeconds: TIMINGS.apiCall,
    Retry: ROLE_RETRY,
    Catch: [brokenCatch(app, show, { identity: null, looked: [] })],
    Assign: { identity: jsonata("$states.result.Arn"), looked: [] },
    Next: next,
  };
}

function mismatchRule({ names, app }: TaskMachineArgs): ChoiceRule {
  const { taskRole } = names.app(app);
  const { partition, account } = names.scope;
  const prefix = `arn:${partition}:sts::${account}:assumed-role/${taskRole.name}/`;
  const cause = jsonata(`${literal(`Expected a session of ${taskRole.arn}, found `)} & $identity`);
  const show = `aws iam get-role --role-name ${taskRole.name}`;
  return {
    Condition: jsonata(`$substring($identity, 0, ${prefix.length}) != ${literal(prefix)}`),
    Assign: { failure: failureValue({ app, error: "IdentityMismatch", cause, next: show }) },
    Next: FAILED_OR_BROKEN,
  };
}

function runTask({ names, app, task, timeoutSeconds, action }: TaskMachineArgs): State {
  const fragment = renderTask(task, { scope: names.scope, app, action, context: CONTEXT, timeoutSeconds });
  const tooLarge = `The context that ${app} was given and the one with its result take more than ${CONTEXTS_LIMIT} bytes together; return less, e.g. where the result is stored`;
  const merged = `$merge([${CONTEXT}, {${literal(app)}: ${fragment.result}}])`;
  // JSON text holds no control characters, so what is outside the blank to the tilde takes at most three bytes per UTF-16 unit.
  const size = 'function($x) { $length($replace($string($x), /[^ -~]/, "###")) }';
  return {
    Type: "Task",
    Resource: fragment.resource,
    Credentials: { RoleArn: names.app(app).taskRole.arn },
    Arguments: fragment.arguments,
    TimeoutSeconds: timeoutSeconds,
    ...(fragment.heartbeatSeconds === undefined ? {} : { HeartbeatSeconds: fragment.heartbeatSeconds }),
    Retry: fragment.retry,
    Catch: catchEvery(catchAll({ app })),
    Output: jsonata(
      `($size := ${size}; $merged := ${merged}; $size($merged) + $size(${CONTEXT}) > ${CONTEXTS_LIMIT} ? $error(${literal(tooLarge)}) : {"context": $merged})`,
    ),
    End: true,
  };
}

/**
 * Longest run of a machine: every state on the longest way at its longest, retries and their waits included
 * (verify + secrets x (look, rotate, wait) + task or rehearsal + look up version + publish), and some slack. Each part has its own limit, so this one is
 * met only if Step Functions itself stalls.
 */
function machineSeconds(run: State | undefined, secrets: number, rehearsal: Pick<RehearsalArgs, "checks">): number {
  const task = run?.Type === "Task" ? longestSeconds(run.TimeoutSeconds, run.Retry ?? []) : 0;
  const calls = [ROLE_RETRY, DESCRIBE_RETRY, SNS_RETRY].map((retry) => longestSeconds(TIMINGS.apiCall, retry));
  const last = Math.max(task, rehearsalSeconds(rehearsal));
  return calls.reduce((a, b) => a + b, 0) + secrets * rotationSeconds() + last + TIMINGS.slack;
}
