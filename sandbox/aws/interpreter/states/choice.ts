import { ErrorName, StateError } from "../language/errors";
import type { Json } from "../language/json";
import type { Outcome, Visit } from "../visit";

const isBoolean = (value: Json): value is boolean => typeof value === "boolean";

/**
 * Choice, https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
 *
 * The first rule whose condition is true is taken, with its own Output and Assign; those of the state itself belong to
 * Default.
 */
export async function runChoice(visit: Visit): Promise<Outcome> {
  const { Choices = [], Default, Output, Assign } = visit.state;
  for (const [index, rule] of Choices.entries()) {
    const clause = `Choices[${index}]`;
    if (await visit.evaluateAs(rule.Condition, `${clause}/Condition`, "a boolean", isBoolean)) {
      return take(visit, rule.Next, rule, clause);
    }
  }
  if (Default === undefined) {
    throw new StateError(
      ErrorName.noChoice,
      visit.blame("No condition of the Choice state was true, and it has no Default."),
    );
  }
  return take(visit, Default, {
    ...(Output === undefined ? {} : { Output }),
    ...(Assign === undefined ? {} : { Assign }),
  });
}

async function take(
  visit: Visit,
  next: string,
  taken: Pick<Visit["state"], "Output" | "Assign">,
  clause?: string,
): Promise<Outcome> {
  const field = clause ? `${clause}/Output` : "Output";
  const output = taken.Output === undefined ? visit.input : await visit.evaluate(taken.Output, field);
  return { output, ...(await visit.assignments(taken.Assign, {}, clause)), next };
}
