import { code, cut, escapeMarkdown } from "./escape";
import { ACTIONS, type Change, type Finding, type PreviewSummary, SEVERITIES } from "./summary";

/** Longest names and messages that are shown completely, in characters. */
const NAME = 120;
const MESSAGE = 700;
/** Properties of a change that are named; further ones are counted. */
const PROPERTIES = 8;

/** A collapsible part of a comment. GitHub needs the blank lines to read Markdown inside. */
function details(title: string, lines: readonly string[], open: boolean): string {
  return [`<details${open ? " open" : ""}><summary>${title}</summary>`, "", ...lines, "", "</details>"].join("\n");
}

/** The first rows, and the number of further rows by kind. */
function rowsOf<T>(all: readonly T[], rows: number, render: (one: T) => string, kindOf: (one: T) => string): string[] {
  const left = new Map<string, number>();
  for (const one of all.slice(rows)) {
    left.set(kindOf(one), (left.get(kindOf(one)) ?? 0) + 1);
  }
  const missing = [...left].map(([kind, number]) => `${number} ${kind}`).join(", ");
  return [...all.slice(0, rows).map(render), ...(missing === "" ? [] : ["", `Not shown: ${missing}. See the run.`])];
}

/** Who may do more or less, in words; null where that could not be read. */
export function accessBlock(changes: readonly string[] | null, rows: number): string {
  if (changes === null) {
    return "**What changes in the access map could not be read. See the run.**";
  }
  const render = (text: string) => `- ${escapeMarkdown(cut(text, MESSAGE))}`;
  return changes.length === 0
    ? "Nobody's access changes."
    : rowsOf(changes, rows, render, () => "changes of access").join("\n");
}

/** Findings of the policies, worst first; each message ends with its fix. */
export function findingBlock(findings: readonly Finding[], rows: number): string {
  if (findings.length === 0) {
    return "";
  }
  const mandatory = findings.filter((finding) => finding.mandatory);
  const counts = [
    ...SEVERITIES.map((severity) => [severity, mandatory.filter((one) => one.severity === severity).length] as const),
    ["advisory", findings.length - mandatory.length] as const,
  ];
  const title = counts.flatMap(([kind, number]) => (number === 0 ? [] : [`${number} ${kind}`])).join(", ");
  const kindOf = ({ severity, mandatory: must }: Finding) => (must ? severity : "advisory");
  return details(`Findings: ${title}`, rowsOf(findings, rows, findingLine, kindOf), mandatory.length > 0);
}

function findingLine({ rule, severity, mandatory, resource, description, message }: Finding): string {
  const where = resource === undefined ? "the stack" : `${code(cut(resource.name, NAME))} (${code(resource.type)})`;
  const head = `**${severity}${mandatory ? "" : ", advisory"}** ${code(cut(rule, NAME))} on ${where}`;
  const text = escapeMarkdown(cut(withoutResource(message.replace(NOT_CHECKED, "not checked: "), resource), MESSAGE));
  return `- ${head}${/^[,:] /.test(text) ? "" : ": "}${text}${description === "" ? "" : `<br><sub>${escapeMarkdown(cut(description, MESSAGE))}</sub>`}`;
}

/**
 * Prefix of the SDK where a rule needs a value that is unknown in a preview; the finding names policy and pack already.
 */
const NOT_CHECKED = /^can't run policy '[^']*' from policy pack '[^']*' during preview: /;

/**
 * Removes the resource from the beginning of a message (`Topic "failures", name: ...`), as the finding names it
 * already.
 */
function withoutResource(message: string, resource: Finding["resource"]): string {
  const label = `${resource?.type.split(":").at(-1)} "${resource?.name}"`;
  const rest = message.startsWith(label) ? message.slice(label.length) : "";
  return /^[,:] /.test(rest) ? rest : message;
}

/** Changes, irreversible ones first. */
export function changeBlock({ changes }: PreviewSummary, rows: number): string {
  if (changes.length === 0) {
    return "";
  }
  const counts = ACTIONS.map(
    (action) => [action, changes.filter((change) => change.action === action).length] as const,
  );
  const title = counts.flatMap(([action, number]) => (number === 0 ? [] : [`${number} to ${action}`])).join(", ");
  const hard = changes.some(({ action }) => action === "replace" || action === "delete");
  // A created or deleted resource has no changed properties.
  const columns = [
    "",
    "resource",
    "type",
    ...(changes.some(({ properties }) => properties.length > 0) ? ["properties"] : []),
  ];
  const render = (change: Change) => row(changeCells(change).slice(0, columns.length));
  const lines = rowsOf(changes, rows, render, ({ action }) => `to ${action}`);
  return details(`Changes: ${title}`, [row(columns), row(columns.map(() => "---")), ...lines], hard);
}

const row = (cells: readonly string[]): string =>
  `|${cells.map((cell) => (cell === "" ? " " : ` ${cell} `)).join("|")}|`;

function changeCells({ action, resource, properties }: Change): string[] {
  const shown = properties
    .slice(0, PROPERTIES)
    .map(({ path, replaces }) => `${code(cut(path, NAME))}${replaces ? " (replaces)" : ""}`);
  const more = properties.length > PROPERTIES ? [`${properties.length - PROPERTIES} more`] : [];
  const verb = action === "replace" || action === "delete" ? `**${action}**` : action;
  return [verb, code(cut(resource.name, NAME)), code(cut(resource.type, NAME)), [...shown, ...more].join(", ")];
}

/** Messages of the engine as lines of code. */
export function textBlock(title: string, texts: readonly string[], rows: number, open: boolean): string {
  if (texts.length === 0) {
    return "";
  }
  const render = (text: string) =>
    `- ${cut(text, MESSAGE * 2)
      .split("\n")
      .map((line) => code(line))
      .filter((line) => line !== "")
      .join("<br>")}`;
  return details(
    `${title}: ${texts.length}`,
    rowsOf(texts, rows, render, () => title.toLowerCase()),
    open,
  );
}
