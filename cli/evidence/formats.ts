import type { Criterion, Shown } from "./criteria";
import type { EvidenceFinding, VerifiedRecord } from "./verify";

/** What the command found. */
export interface EvidenceReport {
  /** `<blueprint>/<environment>` */
  readonly environment: string;
  /** ISO 8601. */
  readonly since: string;
  readonly at: string;
  /** Whether records are to be locked. */
  readonly isLocked: boolean;
  readonly findings: readonly EvidenceFinding[];
  /** Grants without their approval. */
  readonly emergencies: readonly Shown[];
  readonly criteria: readonly Criterion[];
  readonly records: readonly VerifiedRecord[];
}

export const FORMATS = ["text", "html", "json", "csv"] as const;
export type Format = (typeof FORMATS)[number];

/** The report in a format, ending with a line break. */
export function formatted(report: EvidenceReport, format: Format): string {
  return { text: textOf, html: htmlOf, json: jsonOf, csv: csvOf }[format](report);
}

const jsonOf = (report: EvidenceReport) => `${JSON.stringify(report, null, 2)}\n`;

function textOf({ environment, since, records, findings, emergencies, criteria, isLocked }: EvidenceReport): string {
  const head = `${environment} since ${since}: ${records.length} records hold${isLocked ? ", locked" : ", not locked"}`;
  const body = criteria.flatMap(({ id, title, control, shows, missing }) => [
    "",
    `${id} ${title}`,
    `  ${control}`,
    `  shown by ${shows.length} ${shows.length === 1 ? "record" : "records"}`,
    ...missing.map((text) => `  missing: ${text}`),
  ]);
  const faults = findings.length === 0 ? ["no finding"] : findings.map(({ place, message }) => `${place}: ${message}`);
  const urgent =
    emergencies.length === 0 ? ["no emergency"] : emergencies.map(({ at, text }) => `EMERGENCY ${at} ${text}`);
  return `${[head, ...urgent, ...body, "", "Findings", ...faults.map((line) => `  ${line}`)].join("\n")}\n`;
}

/** A cell that begins like a formula would run in a spreadsheet. */
function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}

function csvOf({ emergencies, criteria, findings, records }: EvidenceReport): string {
  const byKey = new Map(records.map((one) => [one.key, one]));
  const shownRow = (id: string, kind: string, { at, text, key }: Shown) => {
    const { version = "", sha256 = "", lockedUntil = "" } = byKey.get(key) ?? {};
    return [id, kind, at, text, key, version, sha256, lockedUntil ?? ""];
  };
  const rows = [
    ["criterion", "kind", "time", "text", "key", "version", "sha256", "locked until"],
    ...emergencies.map((one) => shownRow("", "emergency", one)),
    ...criteria.flatMap(({ id, control, implementedBy, shows, missing, elsewhere }) => [
      [id, "control", "", control, "", "", "", ""],
      ...implementedBy.map((text) => [id, "implemented by", "", text, "", "", "", ""]),
      ...shows.map((one) => shownRow(id, "shown", one)),
      ...missing.map((text) => [id, "missing", "", text, "", "", "", ""]),
      [id, "elsewhere", "", elsewhere, "", "", "", ""],
    ]),
    ...findings.map(({ place, message }) => ["", "finding", "", message, place, "", "", ""]),
  ];
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}" +
  "table{border-collapse:collapse;width:100%}th,td{border:1px solid;padding:.25rem .5rem;text-align:left;vertical-align:top}" +
  "code{overflow-wrap:anywhere}";

function htmlOf({
  environment,
  since,
  at,
  isLocked,
  emergencies,
  criteria,
  findings,
  records,
}: EvidenceReport): string {
  const list = (items: readonly string[]) => `<ul>${items.map((item) => `<li>${item}</li>`).join("")}</ul>`;
  const table = (title: string, head: readonly string[], rows: readonly (readonly string[])[]) =>
    `<table><caption>${escaped(title)}</caption><thead><tr>${head.map((one) => `<th scope="col">${one}</th>`).join("")}</tr></thead>` +
    `<tbody>${rows.map((row) => `<tr>${row.map((one) => `<td>${one}</td>`).join("")}</tr>`).join("")}</tbody></table>`;
  const shownTable = (title: string, shown: readonly Shown[]) =>
    table(
      title,
      ["time", "what", "record"],
      shown.map((one) => [escaped(one.at), escaped(one.text), `<code>${escaped(one.key)}</code>`]),
    );
  const urgent =
    emergencies.length === 0 ? "<p>None in this time.</p>" : shownTable("Grants without their approval", emergencies);
  const sections = criteria.map(
    ({ id, title, control, implementedBy, shows, missing, elsewhere }) =>
      `<section><h2>${id} ${escaped(title)}</h2><p>${escaped(control)}</p>` +
      `<p>Implemented by ${escaped(implementedBy.join(", "))}.</p>` +
      (missing.length === 0 ? "" : `<p><strong>Missing</strong></p>${list(missing.map(escaped))}`) +
      (shows.length === 0 ? "<p>No record in this time.</p>" : shownTable(`Records for ${id}`, shows)) +
      `<p>Elsewhere: ${escaped(elsewhere)}</p></section>`,
  );
  const found =
    findings.length === 0
      ? "<p>Every record holds, and every run and grant has one.</p>"
      : list(findings.map(({ place, message }) => `<code>${escaped(place)}</code> ${escaped(message)}`));
  const all = records.map((one) => [
    `<code>${escaped(one.key)}</code>`,
    `<code>${escaped(one.version)}</code>`,
    `<code>${escaped(one.sha256)}</code>`,
    escaped(one.lockedUntil ?? "not locked"),
  ]);
  const title = escaped(`Evidence of ${environment}`);
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head>` +
    `<body><main><h1>${title}</h1><p>${escaped(since)} to ${escaped(at)}; records are ${isLocked ? "locked" : "not locked"}.</p>` +
    `<section><h2>Emergencies</h2>${urgent}</section><section><h2>Findings</h2>${found}</section>${sections.join("")}` +
    `<section><h2>Records</h2>${table("Records that hold", ["key", "version", "SHA-256", "locked until"], all)}</section>` +
    "</main></body></html>\n"
  );
}
