import { writeFile } from "node:fs/promises";
import { runCommand } from "../../../cli/command";
import { type EvidenceReport, formatted } from "../../../cli/evidence/formats";
import { evidenceCommand } from "../../../cli/evidence/index";
import { ROLLED_BACK } from "../../../components/definitions/rollback/definition";
import type { RunRecord } from "../../../components/evidence/record";
import type { ConfigSource } from "../../../stacks/config";
import { ENVIRONMENT } from "../../place";
import type { RunContext } from "../context";
import { deployedSettings, reportFile } from "../environment/reports";

/** Milliseconds between two readings of records, and how long the last one may take to be written. */
const PAUSE = 300;
const LONGEST = 60_000;

/** Every run has left a record that holds; the command writes from the records alone what an auditor gets. */
export async function runsLeftRecords(context: RunContext): Promise<void> {
  const { console, checks, runs } = context;
  const report = await readRecords(context, await deployedSettings(context.stack));
  const recorded = report.records.flatMap(({ record }) => (record.kind === "run" ? [record] : []));
  console.table(
    ["record of", "status", "started by", "approved by", "apps", "rolled back", "notified"],
    recorded.filter(({ rehearsal }) => !rehearsal).map(row),
  );
  const rehearsals = recorded.filter(({ rehearsal }) => rehearsal).length;
  console.fact(`and ${rehearsals} of rehearsals, of ${report.records.length} records in all`);
  const missing = runs.filter((run) => !recorded.some((record) => record.run === run));
  checks.expect(
    `each of ${runs.length} runs has left a record, whose checksum holds`,
    missing.length === 0,
    missing.join(", "),
  );
  checks.expect(
    "the command evidence has no finding",
    report.findings.length === 0,
    report.findings.map(({ place, message }) => `${place} ${message}`).join("; "),
  );
  const name = `evidence-${Date.now()}`;
  for (const format of ["html", "json"] as const) {
    const file = await reportFile(`${name}.${format}`);
    await writeFile(file, formatted(report, format));
    console.fact(file);
  }
}

/** What the command reads once the last record is written: a run that ended a moment ago may have none yet. */
async function readRecords({ signal }: RunContext, settings: ConfigSource): Promise<EvidenceReport> {
  const command = evidenceCommand({ settings: () => settings });
  const since = new Date(Date.now() - 24 * 3_600_000).toISOString();
  const args = ["--stack", ENVIRONMENT, "--since", since, "--format", "json"];
  for (const end = Date.now() + LONGEST; ; ) {
    const { status, stdout, stderr } = await runCommand(command, args, { signal, progress: () => {} });
    signal.throwIfAborted();
    if (stdout === "") {
      throw new Error(`evidence exits ${status}: ${stderr}`);
    }
    const report = JSON.parse(stdout) as EvidenceReport;
    if (Date.now() > end || !report.findings.some(({ message }) => message.includes("may still be written"))) {
      return report;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

function row({ run, status, who, apps, rollbacks, notified }: RunRecord): string[] {
  const { identity, approval } = who;
  return [
    run,
    status,
    identity === null ? "nobody known" : `${identity.subject} (${identity.wayIn})`,
    approval?.by ?? "nobody",
    `${apps.filter((app) => app.status === "SUCCEEDED").length} of ${apps.length} succeeded`,
    rollbacks.map((one) => (one.status === ROLLED_BACK ? one.app : `${one.app} (${one.status})`)).join(", ") || "none",
    notified?.result === true ? "published" : "nobody",
  ];
}
