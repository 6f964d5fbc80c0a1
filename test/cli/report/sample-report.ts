import assert from "node:assert/strict";
import { random } from "../../../bench/graphs";
import { runFromRecord } from "../../../cli/report/from-record";
import { type Report, reportOf } from "../../../cli/report/report";
import type { GrantStatus } from "../../../cli/status/status";
import { parseBlueprint } from "../../../components/blueprint/parse";
import { EVIDENCE_SCHEMA } from "../../../components/definitions/evidence/record-body";
import { type EnvironmentPlan, planEnvironment } from "../../../components/environment/plan";
import { type RunRecord, runRecordSchema } from "../../../components/evidence/record";
import { planTimes } from "../../../components/schedule/plan-times";
import { readInputs } from "../../../stacks/inputs";
import { stackConfig } from "../../helpers/stack-config";

const START = Date.parse("2026-05-04T11:50:00.000Z");

/** A failure's message that would be a program if it were not escaped. */
export const HOSTILE = `card service refused <script>document.title = "taken"</script>
<img src=x onerror="document.title='taken'"> </pre></article> & "quotes" \u202egnp.exe`;

export interface Sample {
  readonly plan: EnvironmentPlan;
  readonly record: RunRecord;
  readonly report: Report;
}

/** Open grants as they are read: an emergency, a request that waits, and one with an approval. */
const GRANTS: readonly GrantStatus[] = [
  {
    ...{ id: "on-call-1", person: "eve@example.com", role: "on-call", state: "active", breakGlass: true },
    ...{ reason: HOSTILE.split("\n")[0] ?? "", requested: "2026-05-04T12:40:00Z", until: "2026-05-04T13:10:00.000Z" },
  },
  {
    ...{
      id: "on-call-2",
      person: "bob@example.com",
      role: "on-call",
      state: "waiting for approval",
      breakGlass: false,
    },
    ...{ reason: "INC-43 stock is wrong", requested: "2026-05-04T12:45:00Z", answer: "npm run -s access -- approve" },
  },
  {
    ...{ id: "on-call-3", person: "ann@example.com", role: "on-call", state: "active", breakGlass: false },
    ...{ reason: "INC-42 orders", requested: "2026-05-04T12:30:00Z", until: "2026-05-04T13:30:00.000Z" },
  },
];

/** Apps in layers, each waiting for one or two of the layer before; every third has secrets. */
function appsOf(count: number): Record<string, object> {
  const draw = random(count);
  const width = Math.min(40, Math.ceil(Math.sqrt(count)));
  const pick = (most: number) => Math.floor(draw() * most);
  const task = { kind: "lambda", function: "f" };
  const apps = Array.from({ length: count }, (_, index): [string, object] => {
    const first = (Math.floor(index / width) - 1) * width;
    const after = first < 0 ? [] : Array.from({ length: 1 + pick(2) }, () => `app-${first + pick(width)}`);
    const secrets = { "api-key": { maxAgeDays: 30 }, ...(index % 6 === 0 ? { password: {} } : {}) };
    const more = index % 3 === 0 ? { secrets } : {};
    return [`app-${index}`, { task, after: [...new Set(after)], expectedSeconds: 1 + pick(9), ...more }];
  });
  return Object.fromEntries(apps);
}

/** A plan of so many apps, the same for the same number. */
export function samplePlan(count: number): EnvironmentPlan {
  const parsed = parseBlueprint({ name: "retail", apps: appsOf(count) });
  assert.ok("blueprint" in parsed, JSON.stringify(parsed));
  const config = stackConfig("dev");
  const inputs = readInputs("dev", { get: (key) => config[key], keys: () => Object.keys(config) });
  return planEnvironment({ ...inputs, blueprint: parsed.blueprint, accessRules: {} });
}

/** A plan and a run of it; with `fails` an app near the end failed, with {@link HOSTILE} as its message. */
export function sample(count: number, fails = true): Sample {
  const plan = samplePlan(count);
  const record = runRecordSchema.parse(recordOf(plan, fails));
  return {
    plan,
    record,
    report: reportOf(plan, runFromRecord(record, "s3://evidence/run.json"), new Date(START + 3_600_000), {
      value: GRANTS,
    }),
  };
}

function recordOf({ names, schedule, apps }: EnvironmentPlan, fails: boolean): RunRecord {
  const planned = planTimes(schedule.plan, (app) => apps[app]?.spec.expectedSeconds ?? 1);
  const order = [...planned].sort(([, a], [, b]) => a.start - b.start).map(([app]) => app);
  const broken = fails ? order[Math.floor(order.length * 0.7)] : undefined;
  const ends = new Map<string, number>();
  const notRun = new Set<string>();
  const records = order.map((app, index): RunRecord["apps"][number] => {
    const spec = apps[app]?.spec ?? assert.fail();
    if (spec.after.some((other) => notRun.has(other) || other === broken)) {
      notRun.add(app);
      const nothing = { version: null, roleVerified: null, attempts: null, startedAt: null, seconds: null };
      return { app, status: "NOT_STARTED", secrets: {}, ...nothing };
    }
    const start = Math.max(0.4, ...spec.after.map((other) => (ends.get(other) ?? 0) + 0.3));
    const seconds = Math.round((spec.expectedSeconds ?? 1) * (0.7 + ((index * 37) % 70) / 100) * 1000) / 1000;
    ends.set(app, start + seconds);
    return {
      app,
      status: app === broken ? "FAILED" : "SUCCEEDED",
      version: 1 + (index % 5),
      roleVerified: true,
      secrets: Object.fromEntries(
        Object.keys(spec.secrets).map((name, at) => [
          name,
          { ageDays: (index * 7 + at) % 31, rotated: name === "password" },
        ]),
      ),
      attempts: app === broken ? 3 : 1,
      startedAt: new Date(START + 1000 * start).toISOString(),
      seconds,
      ...(app === broken ? { error: "PaymentError" } : {}),
    };
  });
  const end = new Date(START + 1000 * (Math.max(...ends.values()) + 0.5)).toISOString();
  const execution = `${names.parent.executionPrefix}release-9`;
  return {
    schema: EVIDENCE_SCHEMA,
    kind: "run",
    environment: `${names.scope.blueprint}/${names.scope.environment}`,
    account: names.scope.account,
    region: names.scope.region,
    recordedAt: end,
    recordedBy: "parent",
    run: "release-9",
    execution,
    redrives: 0,
    rehearsal: false,
    status: broken === undefined ? "SUCCEEDED" : "FAILED",
    startedAt: new Date(START).toISOString(),
    endedAt: end,
    who: {
      identity: {
        ...{
          subject: "ann@example.com",
          client: "0oa1",
          groups: ["retail-dev_operator"],
          scopes: ["app-of-apps.runs.start"],
        },
        ...{ tokenId: "AT.1", issuer: "https://example.okta.com/oauth2/aus1", wayIn: "person" },
        ...{ time: new Date(START - 1000).toISOString(), expires: START / 1000 + 300 },
      },
      approval: null,
    },
    what: { blueprint: names.scope.blueprint, version: 7, alias: names.parent.aliasArn },
    apps: records.sort((a, b) => (a.app < b.app ? -1 : 1)),
    failure:
      broken === undefined
        ? null
        : { app: broken, state: "Run task", error: "PaymentError", cause: HOSTILE, execution },
    failed: [],
    rollbacks:
      broken === undefined
        ? []
        : [
            { app: order[4] ?? "", status: "rolled back" },
            { app: order[0] ?? "", status: "rolled back" },
          ],
    notified: broken === undefined ? null : { topic: names.failureTopic.arn, result: true },
  };
}
