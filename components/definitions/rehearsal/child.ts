import { jsonata, literal } from "../../asl/jsonata";
import type { Catcher, ChoiceRule, Json, State } from "../../asl/types";
import type { EnvironmentNames } from "../../core/names";
import { catchAll, FAILURE_START } from "../failure/path";
import { REHEARSING_CONDITION } from "./protocol";
import {
  asksOf,
  DENIED,
  MISSING,
  NEXT_QUESTION,
  openQuestions,
  questionSeconds,
  questionStates,
  type RoleChecks,
  showRole,
} from "./simulator-states";

/** Where every failure of a child goes that a rehearsal can meet: its finding, or the failure path. */
export const FAILED_OR_BROKEN = "IsRehearsal";

const PROVEN = "Rehearsed";
const BROKEN = "RehearsalBroken";

export interface RehearsalArgs {
  readonly names: EnvironmentNames;
  readonly app: string;
  /** JSONata object: the context that was given. */
  readonly context: string;
  /** What each role must be allowed beside what the rehearsal does itself. */
  readonly checks: readonly RoleChecks[];
}

/** Rule of the gate: a rehearsal goes on to what can only be asked, before anything is decided about secrets. */
export function rehearsalRule({ checks }: Pick<RehearsalArgs, "checks">): ChoiceRule {
  return { Condition: REHEARSING_CONDITION, Assign: { rehearsal: openQuestions(asksOf(checks)) }, Next: NEXT_QUESTION };
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
export function rehearsalStates({ names, app, context }: RehearsalArgs): Record<string, State> {
  const { machineRole, taskRole } = names.app(app);
  const chain = literal(`${machineRole.name} -> ${taskRole.name}`);
  const known = `"role": $identity, "chain": ${chain}, "secrets": $looked`;
  const answer = (verdict: string) => ({
    context: jsonata(`$merge([${context}, {${literal(app)}: ${verdict}}])`),
  });
  return {
    [FAILED_OR_BROKEN]: {
      Type: "Choice",
      Choices: [{ Condition: REHEARSING_CONDITION, Next: BROKEN }],
      Default: FAILURE_START,
    },
    ...questionStates({
      scope: names.scope,
      roles: { "machine role": machineRole, "task role": taskRole },
      next: PROVEN,
      caught: (role) => brokenCatch(app, showRole(role.name)),
    }),
    [PROVEN]: {
      Type: "Succeed",
      Output: answer(
        `$count(${DENIED}) = 0 ? {"verdict": "proven", ${known}} : {"verdict": "broken", ${known}, ${MISSING}}`,
      ),
    },
    [BROKEN]: {
      Type: "Succeed",
      Output: answer(
        `$merge([{"verdict": "broken", ${known}, "error": $failure.error, "cause": $failure.cause}, $exists($failure.next) ? {"next": $failure.next} : {}])`,
      ),
    },
  };
}

/** Longest time that asking takes. */
export function rehearsalSeconds({ checks }: Pick<RehearsalArgs, "checks">): number {
  return questionSeconds(asksOf(checks));
}
