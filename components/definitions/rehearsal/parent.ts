import { catchEvery } from "../../asl/catch";
import { childInput } from "../../asl/child-input";
import { integration, jsonata, literal } from "../../asl/jsonata";
import { START_RETRY, waitSeconds } from "../../asl/retry";
import type { Branch, Catcher, ChoiceRule, State } from "../../asl/types";
import type { EnvironmentNames, MachineNames, Named } from "../../core/names";
import { ownPermissions } from "../../iam/machine-permissions";
import { permissionChecks } from "../../versions/rehearsal/simulation/permission-checks";
import { CAUSE_LIMIT, ERROR_LIMIT, historyCommand } from "../failure/message";
import { FAILURE_START, failureValue } from "../failure/path";
import { type FailureMemory, failureVariables, NOT_TOLD, startedFailure } from "../parent/failures";
import { QUIET, REHEARSAL_INPUT, REHEARSING_CONDITION } from "./protocol";
import {
  asksOf,
  DENIED,
  MISSING,
  NEXT_QUESTION,
  openQuestions,
  questionSeconds,
  questionStates,
  showRole,
} from "./simulator-states";

const JUDGE = "JudgeRehearsal";
const REHEARSED = "Rehearsed";
const OWN = "OwnRole";
const OWN_BROKEN = "IsOwnRoleBroken";
const WAVE_BROKEN = "IsWaveBroken";

/** Bytes that all verdicts of an environment may take together; a state's data is limited to 256 KiB. */
const VERDICTS_LIMIT = 200_000;

/**
 * Children that are asked at the same time, whatever the size of an environment: each asks IAM, whose rates are the account's and are not published, once
 * or twice in a few seconds.
 */
export const WAVE = 20;

/** What is asked to rehearse: the child of an app, or a part, which answers for several. */
export interface Rehearsed {
  /** The app, or the part. */
  readonly label: string;
  readonly kind: "app" | "part";
  readonly aliasArn: string;
  readonly executionPrefix: string;
  /** `<machine role> -> <task role>` of an app, the machine role of a part. */
  readonly chain: string;
  readonly timeoutSeconds: number;
  /** JSONata: name of the execution. @default that of the run */
  readonly name?: string;
}

export interface RehearsalArgs {
  readonly names: EnvironmentNames;
  /** The machine that rehearses, and the role that it runs under. */
  readonly machine: MachineNames;
  readonly role: Named;
  /** What the machine does when it runs. */
  readonly run: Readonly<Record<string, State>>;
  readonly units: readonly Rehearsed[];
  /** Number of apps of the whole environment. */
  readonly apps: number;
  readonly memory: FailureMemory;
  /** Whether this machine judges, or hands the verdicts on. */
  readonly judges: boolean;
}

/** How a machine that starts others rehearses. */
export interface MachineRehearsal {
  /** Rule of the machine's first Choice. */
  readonly rule: ChoiceRule;
  readonly states: Readonly<Record<string, State>>;
  /** Longest time that it takes. */
  readonly seconds: number;
}

/**
 * A rehearsal asks IAM what the machine's own role may do, then the children, some at a time, none of which does anything that another waits for; parts, which
 * have children of their own, one after another. Verdicts are data: nothing that is broken stops the others, not even a child that cannot be started. One
 * who judges fails with `RehearsalFailed` if a verdict is not `proven`, unless who asked reads the verdicts (`"quiet": true`). Apps that the input names in
 * `proven` are not asked.
 */
export function machineRehearsal(args: RehearsalArgs): MachineRehearsal {
  const { names, role, run, units } = args;
  const asks = asksOf([
    { role, checks: permissionChecks(ownPermissions([{ StartAt: "", States: run }], names)).checks },
  ]);
  const waves = wavesOf(units);
  const [first = last(args)] = waves.map((_, index) => waveName(index));
  const seconds = waves.map((wave) => Math.max(...wave.map(({ timeoutSeconds }) => timeoutSeconds)));
  return {
    rule: {
      Condition: REHEARSING_CONDITION,
      Assign: { rehearsal: openQuestions(asks) },
      Output: { rehearsal: [] },
      Next: NEXT_QUESTION,
    },
    states: {
      ...ownStates(args, first),
      ...Object.fromEntries(
        waves.map((wave, index) => [waveName(index), waveState(args, wave, waves[index + 1] && waveName(index + 1))]),
      ),
      ...(waves.length === 0 ? {} : { [WAVE_BROKEN]: onlyInRehearsals(last(args)) }),
      ...(args.judges ? { [JUDGE]: judgement(args) } : {}),
      [REHEARSED]: { Type: "Succeed" },
    },
    seconds: seconds.reduce((sum, one) => sum + one + waitSeconds(START_RETRY), questionSeconds(asks)),
  };
}

function last({ judges }: RehearsalArgs): string {
  return judges ? JUDGE : REHEARSED;
}

function waveName(index: number): string {
  return `Rehearse wave ${index + 1}`;
}

/** Children in waves, then each part alone: its children come in waves of its own. */
function wavesOf(units: readonly Rehearsed[]): Rehearsed[][] {
  const apps = units.filter(({ kind }) => kind === "app");
  const waves = Array.from({ length: Math.ceil(apps.length / WAVE) }, (_, index) =>
    apps.slice(index * WAVE, (index + 1) * WAVE),
  );
  return [...waves, ...units.filter(({ kind }) => kind === "part").map((part) => [part])];
}

/** JSONata: the answers so far and more. */
function withAnswers(more: string): string {
  return jsonata(`{"rehearsal": [$states.input.rehearsal, ${more}]}`);
}

/** Where a failure of the machine itself goes: only in a rehearsal is it an answer. */
function onlyInRehearsals(next: string): State {
  return { Type: "Choice", Choices: [{ Condition: REHEARSING_CONDITION, Next: next }], Default: FAILURE_START };
}

/** The failure of the machine itself as its own row, and as what the failure path reads. */
function ownCatch({ names, machine, role, memory }: RehearsalArgs, next: string): Catcher {
  const failure = { ...failureValue({ app: names.base }), notice: NOT_TOLD };
  const found = "$states.errorOutput";
  const error =
    `"error": $substring([${found}.Error, "Unknown"][0], 0, ${ERROR_LIMIT}), ` +
    `"cause": $substring([${found}.Cause, "none given"][0], 0, ${CAUSE_LIMIT}), "next": ${literal(showRole(role.name))}`;
  return {
    ErrorEquals: ["States.ALL"],
    Assign: failureVariables(failure, memory, "[]"),
    Output: withAnswers(`{"verdict": "broken", ${ownRow(machine, role)}, ${error}}`),
    Next: next,
  };
}

/** Members of the row of a machine that has a role and no chain. */
function ownRow(machine: MachineNames, role: Named): string {
  return `"app": ${literal(machine.name)}, "role": ${literal(role.name)}, "chain": ${literal(role.name)}, "secrets": []`;
}

/** What the machine's own role may do. */
function ownStates(args: RehearsalArgs, next: string): Record<string, State> {
  const { names, machine, role } = args;
  const row = ownRow(machine, role);
  return {
    ...questionStates({
      scope: names.scope,
      roles: { "own role": role },
      next: OWN,
      caught: () => ownCatch(args, OWN_BROKEN),
    }),
    [OWN_BROKEN]: onlyInRehearsals(next),
    [OWN]: {
      Type: "Pass",
      Output: withAnswers(
        `$count(${DENIED}) = 0 ? {"verdict": "proven", ${row}} : {"verdict": "broken", ${row}, ${MISSING}}`,
      ),
      Next: next,
    },
  };
}

function waveState(args: RehearsalArgs, wave: readonly Rehearsed[], next: string | undefined): State {
  return {
    Type: "Parallel",
    Branches: wave.map((unit) => rehearsalBranch(args, unit)),
    Catch: catchEvery(ownCatch(args, WAVE_BROKEN)),
    Output: withAnswers("$states.result.verdicts"),
    Next: next ?? last(args),
  };
}

function judgement({ names, memory }: RehearsalArgs): State {
  const broken = `$states.input.rehearsal[verdict != "proven"]`;
  const some = `$string($count(${broken})) & " of " & $string($count($states.input.rehearsal)) & " role chains are broken: "`;
  const cause = `${some} & $join([${broken}].(app & " (" & error & ": " & $substring([cause, "no cause"][0], 0, 200) & ")"), "; ")`;
  const failure = {
    ...failureValue({
      app: names.base,
      error: "RehearsalFailed",
      cause: jsonata(`$substring(${cause}, 0, 2000)`),
      next: jsonata(`[${broken}.next, ${literal(historyCommand(names))} & $states.context.Execution.Id][0]`),
    }),
    notice: NOT_TOLD,
  };
  return {
    Type: "Choice",
    Choices: [
      { Condition: jsonata(QUIET), Next: REHEARSED },
      {
        Condition: jsonata(`$exists(${broken})`),
        Assign: failureVariables(failure, memory, "[]"),
        Next: FAILURE_START,
      },
    ],
    Default: REHEARSED,
  };
}

function rehearsalBranch({ names, apps }: RehearsalArgs, unit: Rehearsed): Branch {
  const { label } = unit;
  const ask = `Rehearse ${label}`;
  const unstarted = `${label} is not rehearsed`;
  const told = `${label} is told of`;
  const app = literal(label);
  const share = Math.floor(VERDICTS_LIMIT / apps);
  const given =
    unit.kind === "part"
      ? '{"verdicts": $states.result.Output.rehearsal}'
      : `($verdict := $merge([{"app": ${app}}, $lookup($states.result.Output.context, ${app})]); {"verdicts": [${shortened("$verdict", share)}]})`;
  const failure = startedFailure(label, unit.executionPrefix);
  const verdict =
    `{"app": ${app}, "verdict": "broken", "role": null, "chain": ${literal(unit.chain)}, "secrets": [], ` +
    `"error": $substring($failure.error, 0, ${ERROR_LIMIT}), "cause": $failure.cause}`;
  const asked = `Was ${label} proven`;
  const isProven = `${app} in [$states.context.Execution.Input.proven]`;
  const skip: Record<string, State> = {
    [asked]: {
      Type: "Choice",
      Choices: [{ Condition: jsonata(isProven), Output: { verdicts: [] }, Next: told }],
      Default: ask,
    },
  };
  const input =
    unit.kind === "part"
      ? { ...REHEARSAL_INPUT, proven: jsonata("[$states.context.Execution.Input.proven]") }
      : REHEARSAL_INPUT;
  return {
    StartAt: unit.kind === "part" ? ask : asked,
    States: {
      ...(unit.kind === "part" ? {} : skip),
      [ask]: {
        Type: "Task",
        Resource: integration(names.scope.partition, "states:startExecution.sync:2"),
        Arguments: {
          StateMachineArn: unit.aliasArn,
          Name: jsonata(unit.name ?? "$states.context.Execution.Name"),
          Input: childInput("{}", input),
        },
        TimeoutSeconds: unit.timeoutSeconds,
        Retry: START_RETRY,
        Catch: [
          {
            ErrorEquals: ["States.ALL"],
            Output: jsonata(
              `($failure := ${failure}; $verdict := ${verdict}; {"verdicts": [${shortened("$verdict", share)}]})`,
            ),
            Next: unstarted,
          },
        ],
        Output: jsonata(given),
        End: true,
      },
      // Asks once more what the run was asked: only in a rehearsal is a failure an answer.
      [unstarted]: {
        Type: "Choice",
        Choices: [{ Condition: REHEARSING_CONDITION, Next: told }],
        Default: `${label} failed to rehearse`,
      },
      [told]: { Type: "Pass", End: true },
      [`${label} failed to rehearse`]: {
        Type: "Fail",
        Error: "NotARehearsal",
        Cause: "A rehearsal of this run was under way without having been asked for",
      },
    },
  };
}

/** JSONata: a verdict that takes no more than its share: else only what is needed to name what is broken. */
function shortened(verdict: string, share: number): string {
  const cause = Math.max(60, share - 200);
  const short = `$merge([{"app": ${verdict}.app, "verdict": ${verdict}.verdict}, ${verdict}.verdict = "proven" ? {} : {"error": $substring(${verdict}.error, 0, 60), "cause": $substring(${verdict}.cause, 0, ${cause})}])`;
  return `$length($string(${verdict})) <= ${share} ? ${verdict} : ${short}`;
}
