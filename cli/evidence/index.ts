import { evidenceNames, evidencePrefix } from "../../components/core/evidence-names";
import { ProblemsError } from "../../components/core/problem";
import { planEnvironment } from "../../components/environment/plan";
import { grantsNames } from "../../components/grants/names";
import { keyedMachines } from "../../components/versions/machine-keys";
import type { ConfigSource } from "../../stacks/config";
import { SETTINGS } from "../../stacks/settings";
import { type Command, UsageError } from "../command";
import { main } from "../main";
import { readStack, STACK_OPTION, type StackDependencies } from "../stack-inputs";
import { compareAliases, lastMovesOf } from "./compare-aliases";
import { criteriaOf, emergenciesOf } from "./criteria";
import { type EvidenceReport, FORMATS, type Format, formatted } from "./formats";
import type { EvidenceApi } from "./stored-record";
import { compareGrants, compareRuns, verifyRecords } from "./verify";

export interface EvidenceDependencies extends StackDependencies {
  /** @default AWS's APIs, with the stack's configuration */
  readonly api?: (stack: string, source: ConfigSource) => EvidenceApi;
  /** @default the clock's */
  readonly now?: () => Date;
}

const OPTIONS = {
  stack: STACK_OPTION,
  since: {
    value: "TIME",
    required: true,
    help: "records that were stored since then: a day, e.g. 2026-05-01, or ISO 8601 with an offset",
  },
  format: { value: "FORMAT", help: "text (default), html, json or csv" },
} as const;

/** `npm run -s evidence -- --stack ENVIRONMENT --since TIME`: what the records show, by SOC 2 criterion. */
export function evidenceCommand(dependencies: EvidenceDependencies = {}): Command<typeof OPTIONS> {
  const { api = awsApi, now = () => new Date() } = dependencies;
  return {
    name: "evidence",
    options: OPTIONS,
    description: `
Reads the evidence records of an environment and says by SOC 2 criterion what they show: the control, what implements it, the runs, approvals and changes that
show it, and what is missing. Checks of every record its checksum, its lock, its schema and that it was written once, and that every run and
every grant has one. An alias that leads elsewhere than its last record says is a finding, too, and so is one that is gone without a record. Emergencies,
in which somebody went without an approval, are listed first. Changes nothing.`,
    notes: `
The caller needs s3:ListBucketVersions and s3:GetObjectVersion on the evidence bucket, kms:Decrypt on its key, states:ListExecutions on the parent and on the
workflow of grants, and states:DescribeStateMachineAlias on every machine, those of removed apps included.`,
    exitCodes:
      "0 every record holds, and every run, grant, move and removal of an alias has one, 1 findings, 2 bad usage or input",
    async run({ options }) {
      const { stack } = options;
      const since = timeOf(options.since);
      const format = formatOf(options.format);
      const { inputs, source } = await readStack(stack, dependencies);
      if (inputs.evidence === undefined) {
        const fix = `set ${SETTINGS.evidence.key} to true and deploy`;
        throw new ProblemsError("evidence", [{ place: SETTINGS.evidence.key, message: "is not true", fix }]);
      }
      const { names } = planEnvironment(inputs);
      const environment = `${names.scope.blueprint}/${names.scope.environment}`;
      const at = now();
      const isLocked = inputs.evidence.retentionDays !== undefined;
      const { versions, lastChanges, runs, aliases } = api(stack, source);
      const bucket = evidenceNames(names).bucket.name;
      const stored = await versions(bucket, `${names.scope.environment}/`, since);
      const { records, findings } = verifyRecords(stored, { environment, isLocked, now: at });
      const known = await runs(names.parent.arn, since);
      const grants = inputs.grants === undefined ? [] : await runs(grantsNames(names).machine.arn, since);
      const older = await lastChanges(bucket, evidencePrefix(names, "changes"), since);
      // An older record need not be locked any more.
      const before = verifyRecords(older, { environment, isLocked: false, now: at }).records;
      const last = lastMovesOf([...before, ...records]);
      const machines = keyedMachines(names, inputs.blueprint.apps);
      const live = await aliases([
        ...machines.map(({ key, machine: { aliasArn } }) => ({ machine: key, aliasArn })),
        ...last
          .filter(({ alias }) => !machines.some(({ machine }) => machine.aliasArn === alias))
          .map(({ machine, alias: aliasArn }) => ({ machine, aliasArn })),
      ]);
      const report: EvidenceReport = {
        environment,
        since: since.toISOString(),
        at: at.toISOString(),
        isLocked,
        findings: [
          ...findings,
          ...compareRuns(known, records, at),
          ...compareGrants(grants, records, since, at),
          ...compareAliases(live, last, since),
        ],
        emergencies: emergenciesOf(records),
        criteria: criteriaOf(records),
        records,
      };
      return { status: report.findings.length === 0 ? 0 : 1, text: formatted(report, format) };
    },
  };
}

function timeOf(text: string): Date {
  const isTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  const time = new Date(text);
  if (!isTime || Number.isNaN(time.getTime())) {
    throw new UsageError(`--since: "${text}" is not a day or an ISO 8601 time with an offset, e.g. 2026-05-01`);
  }
  return time;
}

function formatOf(text = "text"): Format {
  const found = FORMATS.find((format) => format === text);
  if (found === undefined) {
    throw new UsageError(`--format: "${text}" must be one of ${FORMATS.join(", ")}`);
  }
  return found;
}

/** The AWS SDK takes long to load: only once something is to be called. */
function awsApi(stack: string, source: ConfigSource): EvidenceApi {
  const { awsEvidenceApi } = require("./aws") as typeof import("./aws");
  return awsEvidenceApi(stack, source);
}

if (require.main === module) {
  void main(evidenceCommand());
}
