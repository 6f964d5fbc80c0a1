import { counted } from "../numbers";
import { type Paint, PLAIN } from "./paint";
import type { Reading } from "./reading";
import { COLUMNS, cell, duration, fitted, minute } from "./screen-text";
import type { GrantStatus, MachineVersions, OpenApproval, RunStatus, SecretAge, Status } from "./status";

/** Columns of the label in front of each part. */
const LABEL = 11;
const CONTENT = COLUMNS - LABEL;

/** Lines of the longest lists, so that everything is on one screen of 24 lines. */
const SHOWN = { versions: 3, approvals: 2, grants: 2, alarms: 3 } as const;

/** Share of a secret's allowed age from which it is shown as near its limit. */
const NEAR = 0.8;

/** A line without its label: at most {@link CONTENT} columns, with a style for the whole of it. */
interface Line {
  readonly text: string;
  readonly style?: Parameters<Paint>[0];
}

/** The status as text, at most 24 lines of 80 columns. Ends with a line break. */
export function statusText(status: Status, paint: Paint = PLAIN): string {
  const { blueprint, environment, region, account, at } = status;
  const parts: (readonly [string, readonly Line[]])[] = [
    ["runs", runLines(status)],
    ["versions", linesOf(status.versions, versionLines)],
    ["secrets", linesOf(status.secrets, secretLines)],
    ["approvals", linesOf(status.approvals, (runs) => approvalLines(runs, waiting(status.grants)))],
    ...(status.grants === undefined ? [] : [["grants", linesOf(status.grants, grantLines)] as const]),
    ["alarms", linesOf(status.alarms, alarmLines)],
    ["queue", linesOf(status.undelivered, undeliveredLines)],
  ];
  const head = `${blueprint}/${environment}  ${region}  ${account}`;
  const time = `${minute(at)} UTC`;
  const lines = parts.flatMap(([label, content]) =>
    content.map(({ text, style }, index) => {
      const start = paint("dim", cell(index === 0 ? label : "", LABEL));
      return `${start}${style === undefined ? text : paint(style, text)}`.trimEnd();
    }),
  );
  return `${[paint("bold", `${cell(head, COLUMNS - time.length - 1)} ${time}`), "", ...lines].join("\n")}\n`;
}

/** Lines of a part that could be read, or why it could not. */
function linesOf<T>(part: Reading<T>, lines: (value: T) => readonly Line[]): readonly Line[] {
  if ("value" in part) {
    return lines(part.value).map(({ text, ...style }) => ({ text: fitted(text, CONTENT), ...style }));
  }
  const why = "notAllowed" in part ? `not allowed: needs ${part.notAllowed}` : `unknown: ${part.failed}`;
  return [{ text: fitted(why, CONTENT), style: "yellow" }];
}

function runLines({ runs, expectedSeconds }: Status): readonly Line[] {
  return linesOf(runs, (all) => {
    if (all.length === 0) {
      return [{ text: "none" }];
    }
    const failed = all.find(({ status }) => status !== "RUNNING");
    return [
      ...all.map((run) => ({ text: runText(run, expectedSeconds), style: RUN_STYLES[run.status] ?? "red" })),
      ...(expectedSeconds === undefined
        ? []
        : [{ text: `expected ${duration(expectedSeconds)}`, style: "dim" as const }]),
      ...failureLines(failed),
    ];
  });
}

const RUN_STYLES: Readonly<Record<string, Parameters<Paint>[0]>> = { RUNNING: "yellow", SUCCEEDED: "green" };

/** `release-8             FAILED    2026-11-27 22:01     12.3 s  +54 %  orders` */
function runText(
  { name, status, started, seconds, failure, startedBy }: RunStatus,
  expected: number | undefined,
): string {
  const share = expected === undefined || expected === 0 ? undefined : Math.round((100 * seconds) / expected - 100);
  // One that runs is compared once it is late.
  const compared = share === undefined || (status === "RUNNING" && share < 0) ? "" : signed(share);
  const about = failure?.app ?? startedBy ?? "";
  return [
    cell(name, 19),
    cell(status, 9),
    minute(started).slice(5),
    duration(seconds).padStart(9),
    compared.padStart(7),
    about,
  ].join(" ");
}

function signed(share: number): string {
  return Math.abs(share) > 999 ? (share > 0 ? ">999 %" : "") : `${share < 0 ? "" : "+"}${share} %`;
}

function failureLines(run: RunStatus | undefined): readonly Line[] {
  const { failure } = run ?? {};
  return failure === undefined
    ? []
    : [
        {
          text: `${failure.app ?? run?.name}: ${[failure.error, failure.cause].filter((text) => text !== "").join(": ")}`,
        },
      ];
}

function versionLines({ values, unread }: { readonly values: readonly MachineVersions[]; readonly unread: number }) {
  const special = values.filter(
    ({ key, live, newest }) => key === "_parent" || live.length !== 1 || live[0]?.version !== newest,
  );
  const missing = special.filter(({ live }) => live.length === 0);
  const shown = special.filter(({ live }) => live.length > 0);
  const plain = values.length - special.length;
  const rest = [
    ...(plain > 0 ? [`${counted(plain, "machine")} on the newest version`] : []),
    ...(missing.length > 0 ? [`${missing.length} not deployed`] : []),
    ...(unread > 0 ? [`${unread} not allowed`] : []),
  ];
  return [
    ...shortened(shown.map(versionText), SHOWN.versions),
    ...(rest.length === 0 ? [] : [{ text: rest.join(", ") }]),
  ];
}

/** `parent  live 7 (newest)`, `orders  live 8 10 %, 7 90 %` */
function versionText({ key, live, newest }: MachineVersions): Line {
  const routes = live.map(({ version, weight }) => (live.length === 1 ? `${version}` : `${version} ${weight} %`));
  const isNewest = live.length === 1 && live[0]?.version === newest;
  const end = isNewest ? " (newest)" : live.length > 1 ? "" : `, newest ${newest ?? "unknown"}`;
  const text = `${cell(key === "_parent" ? "parent" : key, 19)} live ${routes.join(", ")}${end}`;
  return isNewest ? { text } : { text, style: "yellow" };
}

function secretLines({ values, unread }: { readonly values: readonly SecretAge[]; readonly unread: number }) {
  if (values.length + unread === 0) {
    return [{ text: "none" }];
  }
  const due = values.filter((one) => one.due).length;
  const missing = values.filter((one) => one.missing).length;
  const rest = [
    `${due} of ${values.length} due`,
    ...(missing > 0 ? [`${missing} not deployed`] : []),
    ...(unread > 0 ? [`${unread} not allowed`] : []),
  ];
  const [oldest] = values.filter((one) => !one.missing);
  return [...(oldest === undefined ? [] : [secretText(oldest)]), { text: rest.join(", ") }];
}

/** `orders/api-key  29 of 30 days` */
function secretText({ app, secret, ageDays, maxAgeDays, due }: SecretAge): Line {
  const age = ageDays === null ? "never rotated" : `${ageDays} of ${maxAgeDays} days`;
  const text = `${cell(`${app}/${secret}`, 29)} ${age}`;
  if (due) {
    return { text, style: "red" };
  }
  return (ageDays ?? 0) / maxAgeDays >= NEAR ? { text, style: "yellow" } : { text };
}

/** Requests for a role that wait for a person. */
function waiting(grants: Status["grants"]): readonly GrantStatus[] {
  return grants !== undefined && "value" in grants ? grants.value.filter(({ answer }) => answer !== undefined) : [];
}

/** What waits for a person, with the command that answers the first of it. */
function approvalLines(runs: readonly OpenApproval[], grants: readonly GrantStatus[]): readonly Line[] {
  const open = [
    ...runs.map(({ run, since, startedBy, answer }) => ({ what: run, since, who: startedBy, answer })),
    ...grants.map(({ role, requested, person, answer }) => ({ what: role, since: requested, who: person, answer })),
  ];
  const lines = open.map(({ what, since, who }): Line => {
    const by = who === undefined ? "" : `  for ${who}`;
    return { text: `${cell(what, 29)} since ${minute(since).slice(5)}${by}`, style: "yellow" };
  });
  const [first, ...others] = shortened(lines, SHOWN.approvals);
  if (first === undefined) {
    return [{ text: "none" }];
  }
  const { answer = "" } = open[0] ?? {};
  // Half a command would do something else.
  const command = answer.length <= CONTENT ? answer : "too long for this screen: --json has the command to answer it";
  return [first, { text: command }, ...others];
}

/** `ann@example.com     on-call      active until 05-04 12:30 break-glass` */
function grantLines(grants: readonly GrantStatus[]): readonly Line[] {
  if (grants.length === 0) {
    return [{ text: "none" }];
  }
  const lines = grants.map(({ person, role, state, until, breakGlass }): Line => {
    const end = state === "active" && until !== undefined ? ` until ${minute(until).slice(5)}` : "";
    const text = `${cell(person, 19)} ${cell(role, 12)} ${cell(`${state}${end}`, 24)} ${breakGlass ? "break-glass" : ""}`;
    return { text, style: breakGlass ? "red" : "yellow" };
  });
  return shortened(lines, SHOWN.grants);
}

function alarmLines(on: Status["alarms"] extends Reading<infer T> ? T : never): readonly Line[] {
  if (on.length === 0) {
    return [{ text: "none" }];
  }
  const lines = on.map(
    ({ name, since }): Line => ({ text: `${cell(name, 50)} ${minute(since).slice(5)}`, style: "red" }),
  );
  return shortened(lines, SHOWN.alarms);
}

function undeliveredLines(messages: number): readonly Line[] {
  return messages === 0
    ? [{ text: "none" }]
    : [{ text: `${counted(messages, "failure message")} not delivered`, style: "red" }];
}

/** The first lines, and how many more there are. */
function shortened(lines: readonly Line[], limit: number): readonly Line[] {
  return lines.length <= limit
    ? lines
    : [...lines.slice(0, limit - 1), { text: `and ${lines.length - limit + 1} more`, style: "yellow" }];
}
