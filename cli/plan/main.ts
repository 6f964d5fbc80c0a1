import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Blueprint } from "../../components/blueprint/blueprint";
import { loadBlueprint } from "../../components/blueprint/load";
import { scopeOf } from "../../components/core/names";
import type { PolicyDocument } from "../../components/core/policy-document";
import { type Problem, ProblemsError } from "../../components/core/problem";
import { type EnvironmentPlan, planEnvironment } from "../../components/environment/plan";
import { parseAccessRule } from "../../components/iam/access-rule";
import { identitiesSchema } from "../../components/okta/identities";
import identities from "../../stacks/identities.json";
import { answer, type CommandResult } from "../command";
import { jsonReport, type PlanReport, planReport } from "./report";
import { planText } from "./text";

const USAGE = "Usage: npm run -s plan -- BLUEPRINT.ts|BLUEPRINT.json [--json]";

const HELP = `${USAGE}

Prints how a release of the blueprint will go: the order of its apps, what runs beside what and when, the critical path, the transitions and the cost
of a run in which everything goes well and no secret is due, what the environment costs while idle, and how much of AWS's limits it uses.
Seconds are the apps' expectedSeconds (1 where there is none). Nothing is called or changed.

Names are rendered for the environment "plan" in account 000000000000 and region us-east-1: a longer environment name makes definitions, policies and names
a little longer. A limit that is passed is shown here, and refused by a deployment.

  --json   {"apps" (number of apps), "criticalPathSeconds", "plannedSeconds", "stageSeconds", "plan" (an app's name,
           {"sequence": [...]} or {"parallel": [...]}), "transitionsPerRun", "costPerThousandRunsUsd",
           "idleCostPerMonthUsd", "limits": [{"name", "used", "limit"}]}
  --help   this text

Exit codes: 0 fine, 2 bad usage or bad input; every problem of the blueprint is listed with its place and its fix.
`;

/** The command: arguments in, text and exit code out. */
export function planCommand(args: readonly string[]): CommandResult {
  if (args.includes("--help") || args.includes("-h")) return { status: 0, stdout: HELP, stderr: "" };
  const options = args.filter((arg) => arg.startsWith("-"));
  const [file, ...others] = args.filter((arg) => !arg.startsWith("-"));
  const strange = options.find((option) => option !== "--json");
  if (strange !== undefined) return refused(`There is no option ${strange}. ${USAGE}`);
  if (file === undefined) return refused(`No blueprint is named. ${USAGE}`);
  if (others.length > 0) return refused(`One blueprint at a time, found also ${others.join(" ")}. ${USAGE}`);
  try {
    const report = reportOf(file);
    const stdout = options.includes("--json") ? `${JSON.stringify(jsonReport(report), null, 2)}\n` : planText(report);
    return { status: 0, stdout, stderr: "" };
  } catch (error) {
    if (error instanceof ProblemsError) return refused(error.message);
    throw error;
  }
}

function refused(message: string): CommandResult {
  return { status: 2, stdout: "", stderr: `${message}\n` };
}

function reportOf(file: string): PlanReport {
  const loaded = loadBlueprint(file);
  if ("problems" in loaded) throw new ProblemsError(file, loaded.problems);
  return planReport(loaded.blueprint, environmentOf(file, loaded.blueprint));
}

/** The environment as it would be computed, with a stand-in for what a stack's settings say. */
function environmentOf(file: string, blueprint: Blueprint): EnvironmentPlan {
  const place = { environment: "plan", account: "000000000000", region: "us-east-1" };
  const scope = scopeOf({ blueprint: blueprint.name, ...place });
  const accessRules = readAccessRules(file, blueprint, scope);
  try {
    return planEnvironment({
      scope,
      blueprint,
      accessRules,
      identities: identitiesSchema.parse(identities),
      owner: "plan",
      subscriptions: [],
      runnerPublicKey: { kty: "RSA", kid: "plan", n: "", e: "" },
      logRetentionDays: 365,
      secretRecoveryDays: 30,
      keyDeletionDays: 30,
    });
  } catch (error) {
    // Whatever passes a limit that leaves nothing to show: the message says what, how large and what to do.
    const message = error instanceof Error ? error.message : String(error);
    throw new ProblemsError(file, [{ place: "", message, fix: "split the blueprint or its access rules" }]);
  }
}

function readAccessRules(file: string, blueprint: Blueprint, scope: Parameters<typeof parseAccessRule>[2]) {
  const problems: Problem[] = [];
  const rules: Record<string, PolicyDocument> = {};
  for (const [app, { access }] of Object.entries(blueprint.apps)) {
    if (access === undefined) continue;
    const place = join(dirname(resolve(file)), "access", access);
    try {
      const parsed = parseAccessRule(access, JSON.parse(readFileSync(place, "utf8")), scope);
      problems.push(...parsed.problems);
      if (parsed.document !== undefined) rules[app] = parsed.document;
    } catch (error) {
      const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
      problems.push({ place: access, message, fix: "write a JSON file there" });
    }
  }
  if (problems.length > 0) throw new ProblemsError(file, problems);
  return rules;
}

if (require.main === module) {
  answer(planCommand(process.argv.slice(2)));
}
