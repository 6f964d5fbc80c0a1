import { accessBlock, changeBlock, findingBlock, textBlock } from "./blocks";
import { code, cut, escapeMarkdown } from "./escape";
import { ACTIONS, type PreviewSummary, verdictOf } from "./summary";

/**
 * GitHub's limit of a comment, in characters; counted here in bytes, which are never fewer.
 * https://github.com/orgs/community/discussions/41331
 */
export const COMMENT_LIMIT = 65_536;

/** First line of the comment, by which the next run finds it; not visible. */
export const MARKER = "<!-- app-of-apps: preview -->";

export interface CommentContext {
  /** Previewed environments in the order of their deployment; one without a summary is shown as unfinished. */
  readonly environments: readonly string[];
  /** Previewed commit, in hexadecimal digits. */
  readonly commit: string;
  /** Page of the run. */
  readonly runUrl: string;
  /**
   * What the pull request changes in the access map, a sentence for each change; null where it could not be read.
   * @default not shown
   */
  readonly access?: readonly string[] | null;
}

/** Result of one environment, without a summary where its job ended earlier. */
interface Section {
  readonly environment: string;
  readonly summary?: PreviewSummary;
}

/**
 * The comment of a pull request: changes and findings of each environment. Rows that do not fit are counted instead of
 * shown, in all environments alike, the least severe first.
 */
export function renderComment(summaries: readonly PreviewSummary[], context: CommentContext): string {
  const sections = context.environments.map((environment): Section => {
    const summary = summaries.find((one) => one.environment === environment);
    return { environment, ...(summary === undefined ? {} : { summary }) };
  });
  const render = (rows: number) => assemble(sections, context, rows);
  const most = Math.max(...summaries.map(longest), context.access?.length ?? 0);
  if (fits(render(most))) {
    return render(most);
  }
  // The comment grows with the rows of a list, so a binary search finds the most that fit.
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
  const access = context.access === undefined ? [] : [`#### Access\n\n${accessBlock(context.access, rows)}`];
  return `${[overview(sections, context), ...access, ...sections.map((section) => sectionText(section, rows))].join("\n\n")}\n`;
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
  return "Preview passed";
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
  // A number is not separated from its kind in a narrow cell.
  return [...kinds].map(([kind, number]) => `${number}&nbsp;${kind}`).join(", ");
}

function sectionText({ environment, summary }: Section, rows: number): string {
  const title = `#### ${escapeMarkdown(cut(environment, 40))}`;
  if (summary === undefined) {
    return `${title}\n\nThis environment's job ended before its preview did. See the run.`;
  }
  const blocks = [
    textBlock("Errors", summary.errors, rows, true),
    findingBlock(summary.findings, rows),
    changeBlock(summary, rows),
    textBlock("Warnings", summary.warnings, rows, false),
  ].filter((block) => block !== "");
  return [title, remarks(summary), ...blocks].filter((part) => part !== "").join("\n\n");
}

/** Remarks about the preview as a whole. */
function remarks(summary: PreviewSummary): string {
  const { packs, finished, fixed, changes } = summary;
  const incomplete = !finished || verdictOf(summary) === "failed";
  return [
    ...(incomplete ? ["**The preview is incomplete: changes and findings may be missing.**"] : []),
    ...(packs.length === 0 ? ["**No policy pack was applied.**"] : [`Checked by ${packs.map(code).join(", ")}.`]),
    ...(changes.length === 0 && !incomplete ? ["No resource changes."] : []),
    ...(fixed.length === 0 ? [] : [`${count(fixed.length, "resource")} fixed by a policy before the check.`]),
  ].join(" ");
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
