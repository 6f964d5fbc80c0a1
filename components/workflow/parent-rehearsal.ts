import type { EnvironmentNames } from "../names";
import type { Branch, State } from "./asl";
import { integration, jsonata, literal } from "./asl-resources";
import { catchEvery } from "./catch-every";
import { childInput } from "./child-input";
import { ERROR_LIMIT } from "./failure-message";
import { FAILURE_START, failureValue } from "./failure-path";
import { type FailureMemory, failureVariables, NOT_TOLD, startedFailure } from "./parent-failure";
import { REHEARSAL_INPUT, REHEARSING_CONDITION } from "./rehearsal";
import { START_RETRY } from "./retries";

/** First state of a run that was asked to rehearse. */
export const REHEARSE = "Rehearse";
const JUDGE = "JudgeRehearsal";
const REHEARSED = "Rehearsed";

/** Bytes that all verdicts of an environment may take together; a state's data is limited to 256 KiB. */
const VERDICTS_LIMIT = 200_000;

/** What is asked to rehearse: the child of an app, or a part, which answers for several. */
export interface Rehearsed {
  /** The app, or the part. */
  readonly label: string;
  readonly kind: "app" | "part";
  readonly aliasArn: string;
  readonly executionPrefix: string;
  /** `<machine role> -> <task role>` of an app. */
  readonly chain: string;
  readonly timeoutSeconds: number;
}

export interface RehearsalStatesArgs {
  readonly names: EnvironmentNames;
  readonly units: readonly Rehearsed[];
  /** Number of apps of the whole environment. */
  readonly apps: number;
  readonly memory: FailureMemory;
  /** Whether this machine judges, or hands the verdicts on. */
  readonly judges: boolean;
}

/**
 * A rehearsal asks all children at once, as none of them does anything that another waits for. Their verdicts are data: nothing that is broken stops the others,
 * not even a child that cannot be started. One who judges fails with `RehearsalFailed` if a verdict is not `proven`.
 */
export function rehearsalStates(args: RehearsalStatesArgs): Record<string, State> {
  const { names, units, memory, judges } = args;
  const broken = `$states.input.rehearsal[verdict != "proven"]`;
  const some = `$string($count(${broken})) & " of " & $string($count($states.input.rehearsal)) & " role chains are broken: "`;
  const cause = `${some} & $join([${broken}].(app & " (" & error & ": " & $substring([cause, "no cause"][0], 0, 200) & ")"), "; ")`;
  const failure = {
    ...failureValue({
      app: names.base,
      error: "RehearsalFailed",
      cause: jsonata(`$substring(${cause}, 0, 2000)`),
    }),
    notice: NOT_TOLD,
  };
  const output = '{"rehearsal": [$states.result.verdicts]}';
  return {
    [REHEARSE]: {
      Type: "Parallel",
      Branches: units.map((unit) => rehearsalBranch(args, unit)),
      Catch: catchEvery({
        ErrorEquals: ["States.ALL"],
        Assign: failureVariables({ ...failureValue({ app: names.base }), notice: NOT_TOLD }, memory, "[]"),
        Next: FAILURE_START,
      }),
      Output: jsonata(output),
      Next: judges ? JUDGE : REHEARSED,
    },
    ...(judges
      ? {
          [JUDGE]: {
            Type: "Choice" as const,
            Choices: [
              {
                Condition: jsonata(`$exists(${broken})`),
                Assign: failureVariables(failure, memory, "[]"),
                Next: FAILURE_START,
              },
            ],
            Default: REHEARSED,
          },
        }
      : {}),
    [REHEARSED]: { Type: "Succeed" },
  };
}

function rehearsalBranch({ names, apps }: RehearsalStatesArgs, unit: Rehearsed): Branch {
  const { label } = unit;
  const ask = `Rehearse ${label}`;
  const unstarted = `${label} is not rehearsed`;
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
  return {
    StartAt: ask,
    States: {
      [ask]: {
        Type: "Task",
        Resource: integration(names.scope.partition, "states:startExecution.sync:2"),
        Arguments: {
          StateMachineArn: unit.aliasArn,
          Name: jsonata("$states.context.Execution.Name"),
          Input: childInput("{}", REHEARSAL_INPUT),
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
        Choices: [{ Condition: REHEARSING_CONDITION, Next: `${label} is broken` }],
        Default: `${label} failed to rehearse`,
      },
      [`${label} is broken`]: { Type: "Pass", End: true },
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
