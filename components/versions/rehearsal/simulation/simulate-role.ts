import { isNamed } from "../../../core/errors";
import type { Named } from "../../../core/names";
import type { PolicyStatement } from "../../../core/policy-document";
import { readAnswer } from "./answers";
import { permissionChecks } from "./permission-checks";
import type { SimulatorApi } from "./simulator-api";
import { pairsOf, type SimulatorCall, simulatorCalls, singleActionCalls } from "./simulator-calls";

/** A role and the statements that its policies are made from. */
export interface RolePermissions {
  readonly role: Named;
  readonly statements: readonly PolicyStatement[];
}

/** What a simulation found about one role. */
export interface SimulationFindings {
  /** Pairs of an action and a resource that were simulated. */
  readonly simulated: number;
  /** Sentences: `<role> is not allowed <action> on <resource>: implicit deny`. */
  readonly denied: readonly string[];
  /** Sentences about what was left out. */
  readonly notSimulated: readonly string[];
}

export interface SimulateRoleDeps {
  readonly simulator: SimulatorApi;
  /** Waits so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Tries where something is denied, and the wait between them in milliseconds: IAM takes seconds to spread a policy. */
const TRIES = 3;
const WAIT = 5_000;

/** Name of the error by which IAM refuses actions in one call that "require different authorization information". */
const NOT_TOGETHER = "InvalidInputException";

/**
 * Simulates everything that a role's statements grant, with the policies and the boundary that the role has now, and
 * answers with what is denied. Calls in which something is denied are repeated, three times in all, five seconds
 * apart.
 */
export async function simulateRole(
  deps: SimulateRoleDeps,
  { role, statements }: RolePermissions,
): Promise<SimulationFindings> {
  const { checks, notSimulated } = permissionChecks(statements);
  const named = (sentence: string) => `${role.name} is not allowed ${sentence}`;
  let open = simulatorCalls(checks);
  for (let tries = 1; ; tries += 1) {
    const answers = await Promise.all(open.map((call) => denials(deps.simulator, role, call)));
    const denied = answers.flat();
    if (denied.length === 0 || tries === TRIES) {
      return {
        simulated: pairsOf(checks),
        denied: denied.map(named),
        notSimulated: notSimulated.map((sentence) => `${role.name}: ${sentence}`),
      };
    }
    open = open.filter((_, index) => answers[index]?.length !== 0);
    await deps.wait(WAIT);
  }
}

/**
 * What is denied of one call. Where IAM refuses to simulate several actions together, or answers for other names,
 * each action is simulated alone; an action that IAM refuses alone is a finding.
 */
async function denials(simulator: SimulatorApi, role: Named, call: SimulatorCall): Promise<readonly string[]> {
  const actions = [...new Set(call.checks.flatMap((check) => check.actions))];
  const resources = [...new Set(call.checks.flatMap((check) => check.resources))];
  const single = actions.length === 1 && call.checks.length === 1;
  const apart = async () =>
    (await Promise.all(singleActionCalls(call).map((one) => denials(simulator, role, one)))).flat();
  try {
    const decisions = await simulator.simulate({ role, actions, resources, context: call.context });
    const { denied, unnamed } = readAnswer(call, decisions);
    return unnamed && call.checks.length > 1 ? await apart() : denied;
  } catch (error) {
    if (!isNamed(error, NOT_TOGETHER)) {
      throw error;
    }
    return single ? [`${actions[0]}: IAM cannot simulate it: ${error.message}`] : await apart();
  }
}
