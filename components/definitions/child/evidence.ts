import { jsonata, literal } from "../../asl/jsonata";
import type { Assign, Catcher } from "../../asl/types";
import { CATCH_IN_APP } from "../failure/caught";
import { CHECK_IDENTITY, type TaskMachineArgs, VERIFY_ROLE } from "./args";
import { secretVariable } from "./secret-rotation";

// What a machine says of itself for the run's evidence record: the secrets that it checked, and the tries of its task.
// Without evidence a definition has nothing of this file. What a task returns is never a part of it.

/** JSONata: tries of the state that this is evaluated in. */
const ATTEMPTS = "$states.context.State.RetryCount + 1";

/** JSONata: whether a failure came before {@link nothingYet}. */
const TOO_EARLY = `$state in [${literal(CHECK_IDENTITY)}, ${literal(VERIFY_ROLE)}]`;

const variablesOf = ({ spec }: TaskMachineArgs): string[] =>
  Object.keys(spec.secrets).map((_, index) => secretVariable(index));

/** JSONata: the secrets as the machine last saw them, null for one that it did not come to. */
const secretsOf = (args: TaskMachineArgs): string =>
  `[${variablesOf(args)
    .map((name) => `$${name}`)
    .join(", ")}]`;

/** What is assigned once the role has answered. */
export function nothingYet(args: TaskMachineArgs): Assign {
  const variables = [...variablesOf(args), "attempts"];
  return args.evidence === true ? Object.fromEntries(variables.map((name) => [name, null])) : {};
}

/** Members of the output of a machine whose task succeeded. */
export function taskEvidence(args: TaskMachineArgs): Readonly<Record<string, string>> {
  return args.evidence === true ? { secrets: jsonata(secretsOf(args)), attempts: jsonata(ATTEMPTS) } : {};
}

/** Catches everything of the task, and remembers how often it was tried. */
export function catchTask({ evidence }: TaskMachineArgs): Catcher {
  return evidence === true
    ? { ...CATCH_IN_APP, Assign: { ...CATCH_IN_APP.Assign, attempts: jsonata(ATTEMPTS) } }
    : CATCH_IN_APP;
}

/** JSONata: what the cause of a machine tells. */
export function causeWithEvidence(args: TaskMachineArgs): string {
  const seen = `{"secrets": ${secretsOf(args)}, "attempts": $attempts}`;
  return args.evidence === true ? `$merge([$failure, ${TOO_EARLY} ? {} : ${seen}])` : "$failure";
}
