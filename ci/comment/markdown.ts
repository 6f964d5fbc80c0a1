import { changeBlock, findingBlock, textBlock } from "./blocks";
import { code, cut, escapeMarkdown } from "./escape";
import { ACTIONS, type PreviewSummary, verdictOf } from "./summary";

/**
 * Longest comment that GitHub takes, in characters; counted here in bytes, which are never fewer.
 * https://github.com/orgs/community/discussions/41331
 */
export const COMMENT_LIMIT = 65_536;

/** First line of the comment, by which the next run finds it; it shows nothing. */
export const MARKER = "<!-- app-of-apps: preview -->";

export interface CommentContext {
  /** Environments that were to be previewed, in the order they are deployed in; one without a summary is shown as such. */
  readonly environments: readonly string[];
  /** Commit that was previewed, in hex. */
  readonly commit: string;
  /** Page of the run. */
  readonly runUrl: string;
}

/** What one environment came to; no summary where its job did not get that far. */
interface Section {
  readonly environment: string;
  readonly summary?: PreviewSummary;
}

/**
 * The comment of a pull request: what would change in each environment and what the policies say of it. Whatever does not fit is
 * counted and not shown, lists of all environments alike, what weighs least first.
 */
export function renderComment(summaries: readonly PreviewSummary[], context: CommentContext): string {
  const sections = context.environments.map((environment): Section => {
    const summary = summaries.find((one) => one.environment === environment);
    return { environment, ...(summary === undefined ? {} : { summary }) };
  });
  const render = (rows: number) => assemble(sections, context, rows);
  const most = Math.max(...summaries.map(longest), 0);
  if (fits(render(most))) {
    return render(most);
  }
  // The most rows a list that still fit: it grows with the rows, so halving finds it.
  let [low, high] = [0, most];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(render(middle))) {
      low = middle;
    } else {
      high = middle;
    }
  }
  const text = render(low);
  return fits(text) ? text : overview(sections, context);
}

const longest = ({ changes, findings, errors, warnings }: PreviewSummary): number =>
  Math.max(changes.length, findings.length, errors.length, warnings.length);

const fits = (text: string): boolean => Buffer.byteLength(text) <= COMMENT_LIMIT;

function assemble(sections: readonly Section[], context: CommentContext, rows: number): string {
  return `${[overview(sections, context), ...sections.map((section) => sectionText(section, rows))].join("\n\n")}\n`;
}

/** Headline and table of all environments. */
function overview(sections: readonly Section[], { commit, runUrl }: CommentContext): string {
  const link = /^https?:\/\/[\w./:-]+$/.test(runUrl) ? `[the run](${runUrl})` : "the run";
  return [
    MARKER,
    `### ${headline(sections)}`,
    "",
    `Commit ${code(commit.slice(0, 12))}, ${link}.`,
    "",
    "| environment | verdict | replace | delete | update | create | other | same | findings |",
    "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ...sections.map(overviewRow),
  ].join("\n");
}

function headline(sections: readonly Section[]): string {
  const verdicts = sections.map(({ summary }) => (summary === undefined ? "unfinished" : verdictOf(summary)));
  const refusals = sections.flatMap(({ summary }) => summary?.findings ?? []).filter(({ mandatory }) => mandatory);
  if (refusals.length > 0) {
    return `Preview refused: ${count(refusals.length, "mandatory finding")}`;
  }
  if (verdicts.includes("failed")) {
    return "Preview failed";
  }
  if (verdicts.includes("unfinished")) {
    return "Preview unfinished";
  }
  return "Preview: nothing speaks against this change";
}

const VERDICT_TEXT = {
  ok: "ok",
  refused: "**refused**",
  failed: "**failed**",
  unfinished: "**unfinished**",
} as const;

function overviewRow({ environment, summary }: Section): string {
  const name = code(cut(environment, 40));
  if (summary === undefined) {
    return `| ${name} | ${VERDICT_TEXT.unfinished} | | | | | | | |`;
  }
  const counts = ACTIONS.map((action) => summary.changes.filter((change) => change.action === action).length);
  const [replace = 0, remove = 0, update = 0, create = 0, ...others] = counts;
  const other = others.reduce((sum, one) => sum + one, 0);
  const cells = [replace, remove, update, create, other, summary.unchanged].map((number) => `${number || ""}`);
  return `| ${[name, VERDICT_TEXT[verdictOf(summary)], ...cells, findingCounts(summary)].join(" | ")} |`;
}

/** `2 critical, 1 high, 3 advisory` */
function findingCounts({ findings }: PreviewSummary): string {
  const kinds = new Map<string, number>();
  for (const { mandatory, severity } of findings) {
    const kind = mandatory ? severity : "advisory";
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  // In a narrow cell a number stays with what it counts.
  return [...kinds].map(([kind, number]) => `${number}&nbsp;${kind}`).join(", ");
}

function sectionText({ environment, summary }: Section, rows: number): string {
  const title = `#### ${escapeMarkdown(cut(environment, 40))}`;
  if (summary === undefined) {
    return `${title}\n\nThis environment's job ended before its preview did: see the run.`;
  }
  const blocks = [
    textBlock("Errors", summary.errors, rows, true),
    findingBlock(summary.findings, rows),
    changeBlock(summary, rows),
    textBlock("Warnings", summary.warnings, rows, false),
  ].filter((block) => block !== "");
  return [title, remarks(summary), ...blocks].filter((part) => part !== "").join("\n\n");
}

/** What has to be known to read the rest. */
function remarks(summary: PreviewSummary): string {
  const { packs, finished, fixed, changes } = summary;
  const incomplete = !finished || verdictOf(summary) === "failed";
  return [
    ...(incomplete ? ["**The preview did not come to its end: changes and findings may be missing.**"] : []),
    ...(packs.length === 0 ? ["**No policy pack took part.**"] : [`Judged by ${packs.map(code).join(", ")}.`]),
    ...(changes.length === 0 && !incomplete ? ["No resource changes."] : []),
    ...(fixed.length === 0 ? [] : [`${count(fixed.length, "resource")} fixed by a policy before it was judged.`]),
  ].join(" ");
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;
