import type { Checks } from "../checks";
import type { RunContext } from "../context";
import type { ParentRun } from "../executions/parent-run";
import { releaseRecords } from "../executions/releases";
import { verifiedRoleArn } from "../verified-role";

/**
 * What has to be so after a run that nothing was done to.
 * @param starter subject of the token that it was started with
 */
export async function expectGoodRun(context: RunContext, run: ParentRun, starter: string): Promise<void> {
  const { checks, blueprint, outputs } = context;
  const names = Object.keys(blueprint.apps);
  checks.expect(
    "the parent succeeded",
    run.execution.status === "SUCCEEDED",
    run.execution.error ?? run.execution.status,
  );
  expectStarter(checks, run, starter, 0);
  checks.expect(
    `all ${names.length} apps succeeded`,
    run.apps.length === names.length && run.apps.every((app) => app.status === "SUCCEEDED"),
    run.apps
      .filter((app) => app.status !== "SUCCEEDED")
      .map((app) => app.app)
      .join(", "),
  );
  const wrongRole = run.apps.filter((app) => !isSessionOf(app.verifiedAs, verifiedRoleArn(context, app.app)));
  checks.expect(
    "every app was verified as the role that its task runs as",
    wrongRole.length === 0,
    names.length === 0 ? "" : wrongRole.map((app) => app.app).join(", "),
  );
  const early = run.apps.flatMap((app) =>
    (blueprint.apps[app.app]?.after ?? []).filter((before) => {
      const other = run.apps.find((candidate) => candidate.app === before);
      return !other || other.endedAt > app.startedAt;
    }),
  );
  checks.expect("no app started before what it depends on had ended", early.length === 0, early.join(", "));
  const records = await releaseRecords(context.cloud.root, run.name);
  // Jobs and calls of AWS leave none: the sample functions write the records.
  const functions = names.filter((name) => blueprint.apps[name]?.task.kind === "lambda");
  const released = new Set(records.filter((record) => record.action === "release").map((record) => record.app));
  checks.expect(
    functions.length === names.length
      ? "every app left one release record"
      : "every app that calls a function left one release record",
    released.size === functions.length && records.length === functions.length,
    `${records.length} records of ${released.size} apps`,
  );
  const expected = names.flatMap((name) => (outputs.apps[name]?.secrets ?? []).map((secret) => `${name}: ${secret}`));
  const read = records.flatMap((record) =>
    Object.keys(record.secretVersions).map((secret) => `${record.app}: ${secret}`),
  );
  checks.expect(
    `the apps read the ${expected.length} secrets that were rotated for them`,
    [...expected].sort().join() === [...read].sort().join(),
    read.join(", "),
  );
  const messages = await context.inbox.drain(500);
  checks.expect(
    "no failure message was sent",
    messages.length === 0,
    messages.map((message) => message.subject).join(", "),
  );
}

/** The command's exit code, and who started a run in the input of the parent and of each child. */
export function expectStarter(checks: Checks, run: ParentRun, starter: string, exitCode: number): void {
  checks.expect(`start exits ${exitCode}`, run.exitCode === exitCode, `${run.exitCode}`);
  const subjects = [...new Set([run.starter, ...run.apps.map((app) => app.starter)])];
  checks.expect(`the run and its apps say that ${starter} started it`, subjects.join() === starter, subjects.join());
}

/** Whether an STS identity (`arn:aws:sts::1:assumed-role/ROLE/session`) is a session of an IAM role. */
function isSessionOf(identity: string | undefined, roleArn: string | undefined): boolean {
  const role = roleArn?.split("/").at(-1);
  return identity !== undefined && role !== undefined && identity.includes(`:assumed-role/${role}/`);
}
