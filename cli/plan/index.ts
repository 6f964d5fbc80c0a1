import { loadBlueprint } from "../../components/blueprint/load";
import { formatWarning, ProblemsError } from "../../components/core/problem";
import type { Command, Output } from "../command";
import { main } from "../main";
import { plannedEnvironment } from "./environment";
import { jsonReport, planReport } from "./report";
import { planText } from "./text";

const OPTIONS = {
  json: {
    help: `{"apps" (number of apps), "criticalPathSeconds", "plannedSeconds", "stageSeconds", "plan" (an app's name, {"sequence": [...]} or
{"parallel": [...]}), "transitionsPerRun", "costPerThousandRunsUsd",
"transitionsPerGrant", "transitionsPerGrantWithEvidence", "costPerThousandGrantsUsd", "idleCostPerMonthUsd", "limits": [{"name", "used",
"limit"}], "budgets": [{"name", "machine" (the one that uses most of it), "used", "limit"}]}`,
  },
} as const;

/** `npm run -s plan -- BLUEPRINT`: what a release of a blueprint will be like. Calls nothing and changes nothing. */
export const PLAN: Command<typeof OPTIONS> = {
  name: "plan",
  argument: "BLUEPRINT",
  options: OPTIONS,
  description: `
Prints how a release of the blueprint (a .json file or a TypeScript module) will go: the order of its apps, which of them run at the same time and when,
the critical path, the transitions and the cost of a run in which everything goes well and no secret is due, what the environment costs while idle, how
much of AWS's limits it uses, and how near its definitions are to the sizes up to which a person can read them. Seconds are the apps' expectedSeconds
(1 where there is none). Nothing is called or changed.

Names are rendered for the environment "plan" in account 000000000000 and region us-east-1: a longer environment name makes definitions, policies and
names a little longer. A limit that is exceeded is shown here and refused by a deployment.`,
  exitCodes: "0 fine, 2 bad usage or bad input (every problem of the blueprint is listed with its place and its fix)",
  run: ({ argument }) => plan(argument),
};

function plan(file: string): Output {
  const loaded = loadBlueprint(file);
  if ("problems" in loaded) {
    throw new ProblemsError(file, loaded.problems);
  }
  const planned = plannedEnvironment(file, loaded.blueprint);
  const report = planReport(loaded.blueprint, planned.plan);
  const warnings = planned.warnings.map((one) => `warning: ${formatWarning(one)}\n`);
  return { text: planText(report), data: jsonReport(report), errors: warnings.join("") };
}

if (require.main === module) {
  void main(PLAN);
}
