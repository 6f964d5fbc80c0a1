import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ProblemsError } from "../../components/core/problem";
import { isRehearsalName } from "../../components/definitions/rehearsal/protocol";
import { type EnvironmentPlan, planEnvironment } from "../../components/environment/plan";
import type { ConfigSource } from "../../stacks/config";
import type { Command } from "../command";
import { main } from "../main";
import { replaceFile } from "../replace-file";
import { readStack, STACK_OPTION, type StackDependencies } from "../stack-inputs";
import { readGrants } from "../status/read-grants";
import { runFromHistory } from "./from-history";
import { layOut } from "./page/graph-layout";
import { page } from "./page/page";
import { runFromEvidence } from "./read-record";
import { reportOf } from "./report";
import type { ReportApi } from "./report-api";
import type { RunView } from "./run-view";

export interface ReportDependencies extends StackDependencies {
  /** @default AWS's APIs, with the stack's configuration */
  readonly api?: (stack: string, source: ConfigSource) => ReportApi;
  /** @default the clock's */
  readonly now?: () => Date;
}

/** Executions that are looked through for the newest run: each `up` adds a rehearsal. */
const LISTED = 50;

const OPTIONS = {
  stack: STACK_OPTION,
  run: { value: "NAME", help: "name of an execution of the parent @default the newest that is not a rehearsal" },
  out: { value: "FILE", required: true, help: "HTML file that is written; one that is there is replaced" },
  json: { help: `{"file", "run" (null where there was none), "status", "source", "apps" (how many)}` },
} as const;

/** `npm run -s report -- --stack ENVIRONMENT --out FILE`: a page about a run. */
export function reportCommand(dependencies: ReportDependencies = {}): Command<typeof OPTIONS> {
  const { api = awsApi, now = () => new Date() } = dependencies;
  return {
    name: "report",
    options: OPTIONS,
    description: `
Writes a page about a run: what failed and why, the run as a timeline against the plan with its critical path, the graph of the apps, each app's role chain,
secrets and attempts, and who may do what. One HTML file that loads nothing from anywhere and runs no script. Changes nothing in AWS.

The figures come from the run's evidence record where there is one that the caller may read, otherwise from the histories of its executions. Without a run
the page shows what is planned.`,
    notes: `
The right "observe" of the access map for all apps is enough for the histories; apps whose history the caller is not allowed to read are shown as unknown.`,
    exitCodes: "0 the page was written, whatever the run did, 1 failed, 2 bad usage or bad input",
    async run({ options, progress, signal }) {
      const { stack, run: name, out } = options;
      const file = writable(out);
      const needs = { values: true, access: true };
      const { inputs, source } = await readStack(stack, dependencies, needs);
      const plan = planEnvironment(inputs);
      const calls = api(stack, source);
      const table = plan.grants?.names.table.name;
      const [run, grants] = await Promise.all([
        readRun(calls, plan, inputs.evidence !== undefined, name, progress),
        table === undefined ? undefined : readGrants(calls, table, stack),
      ]);
      const report = reportOf(plan, run, now(), grants);
      const text = page(report, await layOut(report.apps));
      signal.throwIfAborted();
      replaceFile(file, text);
      const what = run === undefined ? "no run yet" : `run ${run.name}, ${run.status}`;
      const data = {
        file,
        run: run?.name ?? null,
        status: run?.status ?? null,
        source: run?.source ?? null,
        apps: report.apps.length,
      };
      return { text: `${file}: ${what}${run === undefined ? "" : `, read from ${run.source}`}\n`, data };
    },
  };
}

/** The run that is asked for, or the newest; undefined where there was none. @throws ProblemsError if it is unknown */
async function readRun(
  api: ReportApi,
  plan: EnvironmentPlan,
  hasEvidence: boolean,
  asked: string | undefined,
  progress: (line: string) => void,
): Promise<RunView | undefined> {
  const { names } = plan;
  const { parent, scope } = names;
  const name = asked ?? (await newestRun(api, parent.arn));
  if (name === undefined) {
    return undefined;
  }
  const found = await api.execution(`${parent.executionPrefix}${name}`);
  if (found === undefined) {
    const list = `aws stepfunctions list-executions --region ${scope.region} --state-machine-arn ${parent.arn}`;
    const message = `unknown run "${name}": there is no execution ${parent.executionPrefix}${name}`;
    throw new ProblemsError("report", [{ place: "--run", message, fix: `name one that this lists: ${list}` }]);
  }
  // A run writes its record at its end.
  const reads = hasEvidence && found.status !== "RUNNING";
  const recorded = reads ? await runFromEvidence(api, names, name, found, progress) : undefined;
  return recorded ?? (await runFromHistory(api, plan, name, found, progress));
}

async function newestRun(api: ReportApi, parentArn: string): Promise<string | undefined> {
  const runs = await api.newestRuns(parentArn, LISTED);
  return runs.find(({ name }) => !isRehearsalName(name))?.name;
}

/** The path of the file, if there is a folder for it. @throws ProblemsError */
function writable(out: string): string {
  const file = resolve(out);
  if (!existsSync(dirname(file))) {
    const message = `there is no folder ${dirname(file)}`;
    throw new ProblemsError("report", [{ place: "--out", message, fix: "make the folder, or name another file" }]);
  }
  return file;
}

/** The AWS SDK takes long to load: only once something is to be called. */
function awsApi(stack: string, source: ConfigSource): ReportApi {
  const { awsReportApi } = require("./aws") as typeof import("./aws");
  return awsReportApi(stack, source);
}

if (require.main === module) {
  void main(reportCommand());
}
