import { isDeepStrictEqual } from "node:util";
import type { AliasMovedRecord, EvidenceRecord, GrantRecord, RunRecord } from "../../components/evidence/record";
import { sharesText } from "../../components/versions/rollback/plan";
import type { VerifiedRecord } from "./verify";

/** One record that shows a control at work, in a sentence. */
export interface Shown {
  readonly key: string;
  readonly at: string;
  readonly text: string;
}

/** One SOC 2 criterion, as an auditor reads it. */
export interface Criterion {
  readonly id: string;
  readonly title: string;
  /** What the environment does for it. */
  readonly control: string;
  /** Resources of the stack, and rules of the policy pack, that implement the control. */
  readonly implementedBy: readonly string[];
  readonly shows: readonly Shown[];
  /** What the records should show and do not. */
  readonly missing: readonly string[];
  /** What no record can show, because it happens elsewhere. */
  readonly elsewhere: string;
}

interface Rule extends Omit<Criterion, "shows" | "missing"> {
  readonly show: (record: EvidenceRecord) => string | undefined;
  readonly missing: (runs: readonly RunRecord[], all: readonly EvidenceRecord[]) => readonly (string | undefined)[];
}

const who = ({ who: { identity } }: RunRecord) =>
  identity === null ? "nobody known" : `${identity.subject} (${identity.wayIn})`;
const isReal = ({ rehearsal }: RunRecord) => !rehearsal;
const names = (runs: readonly RunRecord[]) => runs.map(({ run }) => run).join(", ");
const some = (runs: readonly RunRecord[], text: string) =>
  runs.length === 0 ? undefined : `${runs.length} ${runs.length === 1 ? "run" : "runs"} ${text}: ${names(runs)}`;
const ofRun = (tell: (run: RunRecord) => string | undefined) => (record: EvidenceRecord) =>
  record.kind === "run" ? tell(record) : undefined;
/** A run or a grant. */
const ofAccess =
  (run: (run: RunRecord) => string | undefined, grant: (grant: GrantRecord) => string) => (record: EvidenceRecord) =>
    record.kind === "run" ? run(record) : record.kind === "grant" ? grant(record) : undefined;
const grantsOf = (all: readonly EvidenceRecord[]) => all.filter((record) => record.kind === "grant");
const someGrants = (grants: readonly GrantRecord[], text: string) =>
  grants.length === 0 ? undefined : `${grants.length} grants ${text}: ${grants.map(({ grant }) => grant).join(", ")}`;
const agreed = ({ approval, breakGlass, needsApproval }: GrantRecord) =>
  approval !== null
    ? `approved by ${approval.by}`
    : breakGlass
      ? "without an approval, in an emergency"
      : needsApproval
        ? "approved by nobody"
        : "no approval needed";
const changeText = ({ from, to }: AliasMovedRecord) =>
  to.length === 0
    ? `removed at ${sharesText(from)}`
    : isDeepStrictEqual(from, to)
      ? `held at ${sharesText(to)}`
      : `moved from ${sharesText(from) || "nowhere"} to ${sharesText(to)}`;
const held = ({ activeFrom, end }: GrantRecord) =>
  activeFrom === null ? `was never given (${end.outcome})` : `from ${activeFrom} to ${end.at}`;

const RULES: readonly Rule[] = [
  {
    id: "CC6.1",
    title: "Logical access security",
    control: "Only identities of the Okta org come in; a run and a grant carry the verified one that asked for it.",
    implementedBy: ["SAML and OIDC providers", "roles of the access map", "runs API", "permissions boundary"],
    show: ofAccess(
      (run) => (run.who.identity === null ? undefined : `${run.run} was started by ${who(run)}`),
      (grant) => `${grant.grant}: ${grant.role} for ${grant.person.login} ${held(grant)}`,
    ),
    missing: (runs) => [
      some(
        runs.filter((run) => isReal(run) && run.who.identity === null),
        "without an identity",
      ),
    ],
    elsewhere: "Sign-ins themselves are in Okta's system log, calls of AWS in CloudTrail.",
  },
  {
    id: "CC6.2",
    title: "Registration and authorization of users",
    control: "Rights come from groups that the access map names, in version control, or from grants that end.",
    implementedBy: ["Okta groups and group rules", "stacks/access/map.json"],
    show: ofAccess(
      ({ run, who: { identity } }) =>
        identity === null || identity.groups.length === 0
          ? undefined
          : `${run}: ${identity.subject} is in ${identity.groups.join(", ")}`,
      (grant) =>
        `${grant.grant}: ${grant.person.login} is in ${grant.eligibility.join(", ") || "no group that may ask"}, ${agreed(grant)}`,
    ),
    missing: (_, all) => [
      someGrants(
        grantsOf(all).filter(
          (one) => one.needsApproval && !one.breakGlass && one.activeFrom !== null && one.approval === null,
        ),
        "without the approval that they needed",
      ),
      someGrants(
        grantsOf(all).filter(({ end }) => end.outcome === "unexplained"),
        "of members whom nobody granted anything",
      ),
    ],
    elsewhere: "Who approved a membership, and periodic reviews of groups, are Okta's and the repository's history.",
  },
  {
    id: "CC6.3",
    title: "Role-based access and least privilege",
    control: "Each app's task runs under a role of its own, verified before anything is changed; granted access ends.",
    implementedBy: ["task roles and machine roles", "rule role-chain-proven", "state Verify role"],
    show: ofAccess(
      ({ run, apps }) => {
        const verified = apps.filter(({ roleVerified }) => roleVerified === true).length;
        return verified === 0 ? undefined : `${run}: ${verified} of ${apps.length} apps verified their role`;
      },
      ({ grant, end, sessionsDeniedAt, outOfGroupAt }) =>
        `${grant}: ${end.outcome} by ${end.by}, sessions denied ${sessionsDeniedAt ?? "never"}, out of the group ${outOfGroupAt ?? "never"}`,
    ),
    missing: (runs, all) => [
      someGrants(
        grantsOf(all).filter(
          ({ activeFrom, outOfGroupAt, otherGrants }) =>
            activeFrom !== null && outOfGroupAt === null && otherGrants === 0,
        ),
        "after which the person stayed in the group",
      ),
      some(
        runs.filter(({ apps }) => apps.some(({ roleVerified }) => roleVerified === false)),
        "with an app whose role was not verified",
      ),
    ],
    elsewhere: "What each role is allowed to do is in the stack's policies.",
  },
  {
    id: "CC6.6",
    title: "Protection against threats from outside",
    control: "Short tokens and sessions, TLS alone, no stored keys; secrets are rotated before they are used.",
    implementedBy: ["maximum session of every role", "bucket, topic and queue policies", "rotation function"],
    show: ofRun(({ run, apps }) => {
      const rotated = apps.flatMap(({ app, secrets }) =>
        Object.entries(secrets ?? {}).flatMap(([name, secret]) => (secret.rotated ? [`${app}/${name}`] : [])),
      );
      return rotated.length === 0 ? undefined : `${run} rotated ${rotated.join(", ")}`;
    }),
    missing: (runs) => [
      some(
        runs.filter(({ apps }) => apps.some(({ secrets }) => secrets === null)),
        "whose record leaves out secrets for its size",
      ),
    ],
    elsewhere: "Network controls are those of the apps' own resources.",
  },
  {
    id: "CC7.2",
    title: "Monitoring",
    control: "Every failure reaches the failure topic through independent paths.",
    implementedBy: ["failure topic", "failure rule", "alarms", "rule definition-failure-reaches-topic"],
    show: ofRun(({ run, notified }) =>
      notified?.result === true ? `${run}: its failure was published to ${notified.topic}` : undefined,
    ),
    missing: (runs) => [
      some(
        runs.filter(({ notified }) => typeof notified?.result === "string"),
        "whose failure the run could not publish itself",
      ),
    ],
    elsewhere: "Who read a message is known to the subscribers' systems.",
  },
  {
    id: "CC7.3",
    title: "Evaluation of events",
    control: "A failure is described once, with app, state, error and cause.",
    implementedBy: ["state Describe failure", "execution log"],
    show: ofRun(({ run, failure }) =>
      failure === null ? undefined : `${run} failed: ${failure.app ?? "the run"}, ${failure.error ?? "no error named"}`,
    ),
    missing: (runs) => [
      some(
        runs.filter(({ failure }) => failure !== null && failure.cause === null),
        "that failed without a cause",
      ),
    ],
    elsewhere: "What people concluded is in their tickets.",
  },
  {
    id: "CC7.4",
    title: "Response to incidents",
    control: "A failed run is rolled back in reverse order; aliases go back with who and why.",
    implementedBy: ["machine that rolls back runs", "npm run -s rollback"],
    show: (record) =>
      record.kind === "run"
        ? record.rollbacks.length === 0
          ? undefined
          : `${record.run}: ${record.rollbacks.map(({ app, status }) => `${app} ${status}`).join(", ")}`
        : record.kind === "runRollback"
          ? `${record.run} was rolled back by ${record.who}: ${record.why}`
          : undefined,
    missing: (runs) => [
      some(
        runs.filter(({ rollbacks }) => rollbacks.some(({ status }) => /failed|unknown/.test(status))),
        "with an app that could not be rolled back, or is not known to be",
      ),
    ],
    elsewhere: "Rollbacks that people did by other means are in CloudTrail.",
  },
  {
    id: "CC7.5",
    title: "Recovery from incidents",
    control: "After a failure the next run shows that the environment works again.",
    implementedBy: ["parent workflow"],
    show: ofRun((run) => (isReal(run) && run.status === "SUCCEEDED" ? `${run.run} went well` : undefined)),
    missing: (runs) => {
      const last = runs.filter(isReal).at(-1);
      return [last === undefined || last.status === "SUCCEEDED" ? undefined : `no run went well since ${last.run}`];
    },
    elsewhere: "Recovery of the apps' own data is the apps'.",
  },
  {
    id: "CC8.1",
    title: "Change management",
    control: "Versions take traffic by an alias after a rehearsal; agents' runs wait for a person.",
    implementedBy: ["versions and aliases", "rehearsal in every up", "approval of agents' runs", "pull requests"],
    show: (record) =>
      record.kind === "aliasMoved"
        ? `${record.machine} was ${changeText(record)} by ${record.who}: ${record.why}`
        : record.kind === "run" && record.rehearsal
          ? `${record.run} rehearsed version ${record.what.version ?? "unknown"}`
          : record.kind === "run" && record.who.approval !== null
            ? `${record.run} was approved by ${record.who.approval.by}`
            : undefined,
    missing: (runs) => [
      some(
        runs.filter(
          (run) =>
            isReal(run) &&
            run.status === "SUCCEEDED" &&
            run.who.identity?.wayIn === "agent" &&
            run.who.approval === null,
        ),
        "of agents without an approval in the record",
      ),
      runs.some(({ rehearsal }) => rehearsal) ? undefined : "no rehearsal in this time",
    ],
    elsewhere: "Reviews of changes are the repository's pull requests.",
  },
  {
    id: "A1.2",
    title: "Recovery infrastructure",
    control: "Each app's rollback is a machine that is rehearsed and kept with its versions.",
    implementedBy: ["rollback machines", "evidence bucket with Object Lock"],
    show: ofRun((run) =>
      run.rehearsal && run.status === "SUCCEEDED" ? `${run.run}: role chains were proven` : undefined,
    ),
    missing: (runs) => [
      some(
        runs.filter(({ rehearsal, apps }) => rehearsal && apps.some(({ error }) => error !== undefined)),
        "that rehearsed a broken app",
      ),
    ],
    elsewhere: "Backups of data and capacity are the apps'.",
  },
  {
    id: "PI1.3",
    title: "Processing as specified",
    control: "A run that goes well has run every app of the blueprint, in the order of its dependencies.",
    implementedBy: ["parent workflow", "time-outs and bounded retries of every state"],
    show: ofRun(({ run, apps, status }) => {
      const well = apps.filter((app) => app.status === "SUCCEEDED").length;
      return status === "SUCCEEDED" ? `${run}: ${well} of ${apps.length} apps succeeded` : undefined;
    }),
    missing: (runs) => [
      some(
        runs.filter(({ status, apps }) => status === "SUCCEEDED" && apps.some((app) => app.status !== "SUCCEEDED")),
        "that went well without all of its apps",
      ),
    ],
    elsewhere: "Whether an app's result is right is tested by the app.",
  },
];

/** Grants for which somebody went without the approval, oldest first. */
export function emergenciesOf(records: readonly VerifiedRecord[]): Shown[] {
  return records.flatMap(({ key, record }) =>
    record.kind === "grant" && record.breakGlass
      ? [
          {
            key,
            at: record.requestedAt,
            text: `${record.grant}: ${record.person.login} as ${record.role} ${held(record)}, ${record.reason}`,
          },
        ]
      : [],
  );
}

/** Every criterion with what the records show for it, oldest first. */
export function criteriaOf(records: readonly VerifiedRecord[]): Criterion[] {
  const all = records.map(({ record }) => record);
  const runs = all.filter((record) => record.kind === "run");
  return RULES.map(({ show, missing, ...criterion }) => ({
    ...criterion,
    shows: records.flatMap(({ key, record }) => {
      const text = show(record);
      return text === undefined ? [] : [{ key, at: record.recordedAt, text }];
    }),
    missing: missing(runs, all).filter((text) => text !== undefined),
  }));
}
