import type { EnvironmentNames, Named } from "../names";
import type { Catcher, ChoiceRule, Json, State } from "./asl";
import { integration, jsonata, literal } from "./asl-resources";
import { catchAll, FAILURE_START } from "./failure-path";
import { REHEARSING_CONDITION } from "./rehearsal";
import type { PermissionCheck } from "./rehearsal-checks";
import { IAM_RETRY, longestSeconds } from "./retries";
import { TIMINGS } from "./timings";

/** Where every failure of a child goes that a rehearsal can meet: its finding, or the failure path. */
export const FAILED_OR_BROKEN = "IsRehearsal";

const PROVEN = "Rehearsed";
const BROKEN = "RehearsalBroken";

/** Most results that IAM gives at once. https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html */
const MOST_RESULTS = 1000;

export interface RehearsalArgs {
  readonly names: EnvironmentNames;
  readonly app: string;
  /** JSONata object: the context that was given. */
  readonly context: string;
  /** What each role must be allowed beside what the rehearsal does itself. */
  readonly checks: readonly { readonly role: Named; readonly check: PermissionCheck }[];
}

/** Rule of the gate: a rehearsal goes on to what can only be asked, before anything is decided about secrets. */
export function rehearsalRule({ checks }: Pick<RehearsalArgs, "checks">): ChoiceRule {
  return { Condition: REHEARSING_CONDITION, Assign: { denied: [] }, Next: checks.length === 0 ? PROVEN : checkName(0) };
}

/** Catches everything in a state that runs and rehearsals share. */
export function brokenCatch(app: string, next?: string, more: Readonly<Record<string, Json>> = {}): Catcher {
  const caught = catchAll({ app, ...(next === undefined ? {} : { next }) }, FAILED_OR_BROKEN);
  return { ...caught, Assign: { ...caught.Assign, ...more } };
}

/**
 * States of a rehearsal: ask IAM whether the roles may do what a run would do and a rehearsal does not, then end well with the verdict. It reads the variables
 * `identity` (of the task role, or null) and `looked` (the secrets), and `failure` where something broke.
 */
export function rehearsalStates(args: RehearsalArgs): Record<string, State> {
  const { names, app, checks } = args;
  const { machineRole, taskRole } = names.app(app);
  const chain = literal(`${machineRole.name} -> ${taskRole.name}`);
  const known = `"role": $identity, "chain": ${chain}, "secrets": $looked`;
  const answer = (verdict: string) => ({
    context: jsonata(`$merge([${args.context}, {${literal(app)}: ${verdict}}])`),
  });
  const missing = `"error": "PermissionMissing", "cause": $join($denied, "; ")`;
  return {
    [FAILED_OR_BROKEN]: {
      Type: "Choice",
      Choices: [{ Condition: REHEARSING_CONDITION, Next: BROKEN }],
      Default: FAILURE_START,
    },
    ...Object.fromEntries(checks.map((one, index) => [checkName(index), simulation(args, one, index)])),
    [PROVEN]: {
      Type: "Succeed",
      Output: answer(
        `$count($denied) = 0 ? {"verdict": "proven", ${known}} : {"verdict": "broken", ${known}, ${missing}}`,
      ),
    },
    [BROKEN]: {
      Type: "Succeed",
      Output: answer(`{"verdict": "broken", ${known}, "error": $failure.error, "cause": $failure.cause}`),
    },
  };
}

/** Longest time that asking takes. */
export function rehearsalSeconds({ checks }: Pick<RehearsalArgs, "checks">): number {
  return checks.length * longestSeconds(TIMINGS.apiCall, IAM_RETRY);
}

function checkName(index: number): string {
  return `Rehearse ${index + 1}`;
}

function simulation(
  { names, app, checks }: RehearsalArgs,
  { role, check }: RehearsalArgs["checks"][number],
  index: number,
): State {
  const show = `aws iam list-role-policies --role-name ${role.name}`;
  return {
    Type: "Task",
    Resource: integration(names.scope.partition, "aws-sdk:iam:simulatePrincipalPolicy"),
    Arguments: {
      PolicySourceArn: role.arn,
      ActionNames: check.actions,
      ResourceArns: check.resources,
      ...(check.context.length === 0 ? {} : { ContextEntries: check.context.map((entry) => ({ ...entry })) }),
      MaxItems: MOST_RESULTS,
    },
    TimeoutSeconds: TIMINGS.apiCall,
    Retry: IAM_RETRY,
    Catch: [brokenCatch(app, show)],
    Assign: { denied: jsonata(deniedBy(role, check)) },
    Next: index + 1 < checks.length ? checkName(index + 1) : PROVEN,
  };
}

/** JSONata: what was denied so far and every pair of action and resource that IAM does not say is allowed; one that it does not mention is not. */
function deniedBy(role: Named, { actions, resources }: PermissionCheck): string {
  const pairs = actions.flatMap((action) =>
    resources.map((resource) => `{"a": ${literal(action)}, "r": ${literal(resource)}}`),
  );
  const allowed = `$states.result.EvaluationResults[EvalActionName = $one.a and EvalResourceName = $one.r and EvalDecision = "allowed"]`;
  const sentence = `${literal(`${role.name} may not `)} & $one.a & " on " & $one.r`;
  return `$append($denied, $map($filter([${pairs.join(", ")}], function($one) { $not($exists(${allowed})) }), function($one) { ${sentence} }))`;
}
