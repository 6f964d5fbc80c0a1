import { columns } from "../../components/core/columns";
import type { Limit } from "../../components/environment/limits";
import type { Plan } from "../../components/schedule/plan";
import { planTimes } from "../../components/schedule/plan-times";
import { counted, numberText, secondsText } from "../numbers";
import { idleUsd, PRICES, PRICES_DATE, PRICES_REGION, thousandRunsUsd } from "./prices";
import type { PlanReport } from "./report";

/** Share of a limit from which it is called near. */
const NEAR = 0.8;

/** A plan as text: times, order as an indented tree, costs, limits, budgets. Ends with a line break. */
export function planText(report: PlanReport): string {
  const sections = [summary(report), tree(report), costs(report), limits(report), budgets(report)];
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function summary({ blueprint, schedule }: PlanReport): string[] {
  const apps = Object.values(blueprint.apps);
  const guessed = apps.filter(({ expectedSeconds }) => expectedSeconds === undefined).length;
  const { plannedSeconds, criticalPathSeconds, criticalPath, stageSeconds } = schedule;
  const lines = [
    `${blueprint.name}: ${counted(apps.length, "app")}`,
    `  planned         ${secondsText(plannedSeconds)}`,
    `  critical path   ${secondsText(criticalPathSeconds)}: ${criticalPath.join(" -> ")}`,
    `  stage by stage  ${secondsText(stageSeconds)}`,
  ];
  if (guessed > 0) {
    lines.push(`  ${counted(guessed, "app")} without expectedSeconds, counted as 1 s each`);
  }
  return lines;
}

interface Row {
  readonly start: number;
  readonly seconds: number;
  readonly depth: number;
  readonly text: string;
}

function tree({ blueprint, schedule }: PlanReport): string[] {
  const critical = new Set(schedule.criticalPath);
  const times = planTimes(schedule.plan, (app) => blueprint.apps[app]?.expectedSeconds ?? 1);
  const rows: Row[] = [];
  /** Adds the rows of a piece of the plan; returns its start and its end. */
  const add = (plan: Plan, depth: number): readonly [start: number, end: number] => {
    if ("app" in plan) {
      const { start, end } = times.get(plan.app) ?? { start: 0, end: 0 };
      rows.push({ start, seconds: end - start, depth, text: `${plan.app}${critical.has(plan.app) ? " *" : ""}` });
      return [start, end];
    }
    const parts = "sequence" in plan ? plan.sequence : plan.parallel;
    const own = rows.push({ start: 0, seconds: 0, depth, text: "" }) - 1;
    const spans = parts.map((part) => add(part, depth + 1));
    const start = Math.min(...spans.map(([first]) => first));
    const end = Math.max(...spans.map(([, last]) => last));
    const text = "sequence" in plan ? "one after another:" : "side by side:";
    rows[own] = { start, seconds: end - start, depth, text };
    return [start, end];
  };
  add(schedule.plan, 0);
  const table = columns(
    [
      ["start", "takes", "(* on the critical path)"],
      ...rows.map(({ start, seconds, depth, text }) => [
        secondsText(start),
        secondsText(seconds),
        `${"  ".repeat(depth)}${text}`,
      ]),
    ],
    [0, 1],
  );
  return table.map((line) => `  ${line}`);
}

function costs({ blueprint, transitions, grant, idle }: PlanReport): string[] {
  const all = transitions.parent + transitions.apps;
  const apps = Object.keys(blueprint.apps).length;
  const secrets = idle.filter(({ price }) => price === PRICES.secret);
  const fixed = idle.filter(({ price }) => price !== PRICES.secret);
  const sum = (items: typeof idle) => usd(idleUsd(items));
  const list = (items: typeof idle) => items.map(({ price, count }) => counted(count, price.what)).join(", ");
  return [
    `one run: ${counted(all, "transition")} (parent ${transitions.parent}, apps ${transitions.apps}), ${usd(thousandRunsUsd(all))} per 1,000 runs`,
    `one grant (app-of-apps:grants): ${counted(grant.alone, "transition")}, ${grant.withEvidence} with app-of-apps:evidence, ${usd(thousandRunsUsd(grant.withEvidence))} per 1,000 grants`,
    `idle: ${sum(idle)} a month, ${usd(idleUsd(idle) / apps)} for each of ${counted(apps, "app")}`,
    `  fixed ${sum(fixed)} (${list(fixed)}), secrets ${sum(secrets)}${secrets.length === 0 ? "" : ` (${list(secrets)})`}, each app in addition $0.00`,
    `list prices of ${PRICES_REGION} as of ${PRICES_DATE}`,
  ];
}

function limits({ limits: all, upSeconds }: PlanReport): string[] {
  const mark = (share: number) => (share > 1 ? "  OVER THE LIMIT" : share > NEAR ? "  near" : "");
  return ["limits:", ...usage(all, mark), `an up of all machines takes ${up(upSeconds)}`];
}

/** Nothing refuses a definition that is over its budget: it is deployed, and hard to read. */
function budgets({ budgets: all }: PlanReport): string[] {
  const rows = all.map(({ name, machine, used, limit }) => ({ name: `${name} (${machine})`, used, limit }));
  const mark = (share: number) => (share > 1 ? "  OVER THE BUDGET" : "");
  return ["budgets of definitions that a person can read:", ...usage(rows, mark)];
}

/** `  12 of 20  name`, aligned, with the mark of its share behind it. */
function usage(all: readonly Limit[], mark: (share: number) => string): string[] {
  const rows = all.map(({ name, used, limit }) => [
    `${numberText(used)} of ${numberText(limit)}`,
    `${name}${mark(used / limit)}`,
  ]);
  return columns(rows, [0]).map((line) => `  ${line}`);
}

/** Time that an `up` needs because of AWS's rates. */
function up({ create, change }: PlanReport["upSeconds"]): string {
  if (create + change === 0) {
    return "no time for AWS's rates of management calls";
  }
  return `at least ${secondsText(create)} where it creates them, ${secondsText(change)} where it changes them: AWS's rates of management calls`;
}

function usd(value: number): string {
  return `$${value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}
