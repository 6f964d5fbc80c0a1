import assert from "node:assert/strict";
import fc from "fast-check";
import { marked, type Token, type Tokens } from "marked";
import { COMMENT_LIMIT, type CommentContext, MARKER, renderComment } from "../../../ci/comment/markdown";
import type { Change, Finding, PreviewSummary } from "../../../ci/comment/summary";
import { RECORDINGS, SECRET, summaryOf, summaryWith } from "./recordings";

// marked reads GitHub's tables and lists; mentions, issue links and its sanitizer exist on GitHub only and are tested as text.

const context: CommentContext = {
  environments: ["dev", "staging", "prod"],
  commit: "1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d",
  runUrl: "https://github.com/example/platform/actions/runs/1",
};
const only: CommentContext = { ...context, environments: ["dev"] };

/** Every token of a text, at any depth. */
function tokensOf(text: string): Token[] {
  const all: Token[] = [];
  marked.walkTokens(marked.lexer(text), (token) => void all.push(token));
  return all;
}

/** HTML tags that a reader's browser is given. */
const tagsOf = (text: string): string[] => [
  ...new Set([...(marked.parse(text) as string).matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, tag]) => tag ?? "")),
];

const TAGS = [
  "h3",
  "h4",
  "p",
  "code",
  "a",
  "table",
  "thead",
  "tbody",
  "tr",
  "th",
  "td",
  "strong",
  "details",
  "summary",
  "ul",
  "li",
  "br",
  "sub",
];

/** Checks that a comment is made of its own parts only, whatever names and messages are in it. */
function checkShape(text: string): void {
  assert.ok(text.startsWith(`${MARKER}\n### `));
  assert.ok(Buffer.byteLength(text) <= COMMENT_LIMIT);
  assert.deepEqual(
    tagsOf(text).filter((tag) => !TAGS.includes(tag)),
    [],
  );
  const tokens = tokensOf(text);
  const links = tokens.filter((token): token is Tokens.Link => token.type === "link" || token.type === "image");
  assert.deepEqual(
    links.map(({ href }) => href),
    [context.runUrl],
  );
  for (const token of tokens) {
    if (token.type !== "table") {
      continue;
    }
    for (const row of token.rows) {
      assert.equal(row.length, token.header.length);
    }
  }
  // Nobody is told and nothing is linked: a letter or digit never follows @ or # directly.
  const shown = text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
  assert.equal(/.{0,40}[@#]\w/.exec(shown)?.[0], undefined);
}

const change = (name: string, more: Partial<Change> = {}): Change => ({
  action: "create",
  resource: { type: "aws:iam:Role", name },
  properties: [],
  ...more,
});
const finding = (more: Partial<Finding> = {}): Finding => ({
  pack: "pack",
  rule: "rule",
  severity: "high",
  mandatory: true,
  resource: { type: "aws:iam:Role", name: "role" },
  description: "A role has a boundary.",
  message: "there is none. Set one.",
  ...more,
});

describe("comment of a pull request", () => {
  it("is of all environments in their order, the table first, each with its own part", () => {
    const summaries = [summaryOf("findings", "prod"), summaryOf("changed", "dev"), summaryOf("first", "staging")];
    const text = renderComment(summaries, context);
    checkShape(text);
    const tokens = marked.lexer(text);
    const [overview] = tokens.filter((token): token is Tokens.Table => token.type === "table");
    assert.deepEqual(
      overview?.rows.map((row) =>
        row.map(({ text: cell }) => cell.replace(/<\/?code>/g, "").replaceAll("&nbsp;", " ")),
      ),
      [
        ["dev", "**refused**", "1", "1", "2", "1", "", "", "2 high, 2 medium, 1 advisory"],
        ["staging", "ok", "", "", "", `${summaryOf("first").changes.length}`, "", "", "4 advisory"],
        ["prod", "**refused**", "", "", "", "26", "", "", "7 critical, 16 high, 24 medium, 2 low"],
      ],
    );
    const headings = tokens.filter((token): token is Tokens.Heading => token.type === "heading");
    assert.deepEqual(
      headings.map(({ text: heading }) => heading),
      ["Preview refused: 53 mandatory findings", "dev", "staging", "prod"],
    );
  });

  it("says above the resources who may do more or less, or that it could not be read", () => {
    const change = 'in prod, operators (people by user.title=="<b>*x*") may now stop runs';
    const text = renderComment([summaryWith({ findings: [finding({})] })], { ...only, access: [change] });
    checkShape(text);
    const place = text.indexOf("#### Access\n\n- in prod, operators");
    assert.ok(place > text.indexOf("| environment |") && place < text.indexOf("Findings:"), text);
    assert.equal(text.includes("<b>"), false);
    const shown = (access: readonly string[] | null) => renderComment([summaryWith({})], { ...only, access });
    assert.match(shown([]), /#### Access\n\nNobody's access changes\.\n/);
    assert.match(
      shown(null),
      /#### Access\n\n\*\*What changes in the access map could not be read\. See the run\.\*\*/,
    );
    assert.doesNotMatch(renderComment([summaryWith({})], only), /Access/);
  });

  it("counts changes of access that do not fit", () => {
    const access = Array.from({ length: 2000 }, (_, index) => `in prod, team-${index} may now stop runs of orders`);
    const text = renderComment([summaryWith({})], { ...only, access });
    assert.ok(Buffer.byteLength(text) <= COMMENT_LIMIT);
    assert.match(text, /Not shown: \d+ changes of access\. See the run\./);
  });

  it("shows what a finding is about, where, why and its fix, open where it refuses", () => {
    const text = renderComment([summaryWith({ findings: [finding({ severity: "critical" })] })], only);
    assert.match(text, /<details open><summary>Findings: 1 critical<\/summary>/);
    assert.ok(
      text.includes(
        "- **critical** <code>rule</code> on <code>role</code> (<code>aws:iam:Role</code>): there is none. Set one.<br><sub>A role has a boundary.</sub>",
      ),
      text,
    );
    const advisory = renderComment([summaryWith({ findings: [finding({ mandatory: false })] })], only);
    assert.match(advisory, /### Preview passed/);
    assert.match(advisory, /<details><summary>Findings: 1 advisory<\/summary>/);
  });

  it("names a resource once, and says of what a preview does not know only that", () => {
    const line = (message: string): string => {
      const text = renderComment([summaryWith({ findings: [finding({ message, description: "" })] })], only);
      return /\n- \*\*high\*\* (.*)\n/.exec(text)?.[1] ?? text;
    };
    const on = "<code>rule</code> on <code>role</code> (<code>aws:iam:Role</code>)";
    assert.equal(line('Role "role", path: it is long. Cut it.'), `${on}, path: it is long. Cut it.`);
    assert.equal(line('Role "role": there is none.'), `${on}: there is none.`);
    assert.equal(line('Role "role2": there is none.'), `${on}: Role "role2": there is none.`);
    assert.equal(line('Role "role"'), `${on}: Role "role"`);
    const engine = "can't run policy 'rule' from policy pack 'pack@v1.0.0' during preview: ";
    assert.equal(
      line(`${engine}string value at .a can't be known`),
      `${on}: not checked: string value at .a can't be known`,
    );
  });

  it("shows replacements and deletions first and open, and what forces them", () => {
    const text = renderComment([summaryOf("changed")], only);
    assert.match(
      text,
      /<details open><summary>Changes: 1 to replace, 1 to delete, 2 to update, 1 to create<\/summary>/,
    );
    assert.match(
      text,
      /\n\| \*\*replace\*\* \| <code>failures<\/code> \| <code>aws:sns:Topic<\/code> \| <code>name<\/code> \(replaces\) \|\n\| \*\*delete\*\*/,
    );
    const created = renderComment([summaryWith({ changes: [change("a")] })], only);
    assert.match(created, /<details><summary>Changes: 1 to create<\/summary>\n\n\| \| resource \| type \|\n/);
  });

  it("names environments without a summary, with an incomplete preview or without a policy pack", () => {
    assert.match(renderComment([], only), /### Preview unfinished[\s\S]*job ended before its preview did/);
    assert.match(
      renderComment([summaryWith({ finished: false })], only),
      /### Preview unfinished[\s\S]*may be missing/,
    );
    assert.match(
      renderComment([summaryWith({ packs: [] })], only),
      /### Preview failed[\s\S]*\*\*No policy pack was applied\.\*\*/,
    );
    assert.match(renderComment([summaryWith()], only), /No resource changes\./);
    assert.match(
      renderComment([summaryOf("refused")], only),
      /### Preview failed[\s\S]*<summary>Errors: 1<\/summary>[\s\S]*is no setting/,
    );
  });

  it("never shows a secret that is in the engine's log", () => {
    for (const name of RECORDINGS) {
      assert.equal(renderComment([summaryOf(name)], only).includes(SECRET), false, name);
    }
  });

  it("is the same for the same summaries in another order, and does not show one that was not asked for", () => {
    const [a, b, c] = [summaryOf("changed", "dev"), summaryOf("same", "prod"), summaryOf("findings", "elsewhere")];
    assert.equal(renderComment([a, b, c], context), renderComment([c, b, a], context));
    assert.equal(renderComment([a, b, c], context).includes("elsewhere"), false);
  });

  it("cuts lists of all environments alike where they do not fit, what weighs least first, and counts what is missing", () => {
    const changes = [
      change("gone", { action: "delete" }),
      ...Array.from({ length: 3000 }, (_, n) => change(`application-number-${n}`)),
    ];
    const findings = Array.from({ length: 500 }, (_, n) =>
      finding({ severity: n === 0 ? "critical" : "low", message: `${n} ${"m".repeat(200)}` }),
    );
    const text = renderComment([summaryWith({ changes, findings })], only);
    checkShape(text);
    // As much as fits: one more row of each list would not.
    assert.ok(Buffer.byteLength(text) > COMMENT_LIMIT * 0.95, `${Buffer.byteLength(text)}`);
    assert.match(text, /Changes: 1 to delete, 3000 to create/);
    assert.match(text, /\*\*critical\*\*/);
    assert.match(text, /\*\*delete\*\* \| <code>gone<\/code>/);
    const missing = (what: string) => Number(new RegExp(`Not shown: (\\d+) ${what}\\.`).exec(text)?.[1]);
    assert.equal(missing("low") + (text.match(/\*\*low\*\*/g)?.length ?? 0), 499);
    assert.equal(missing("to create") + (text.match(/^\| create /gm)?.length ?? 0), 3000);
  });

  it("fits whatever the names and the number of environments are", () => {
    const environments = Array.from({ length: 60 }, (_, n) => `environment-${n}`);
    const name = "\u{1F600}`|*".repeat(2000);
    const summaries = environments.map((environment) =>
      summaryWith({
        environment,
        changes: [change(name)],
        findings: [finding({ message: name })],
        errors: [name],
        packs: ["p 1"],
      }),
    );
    const text = renderComment(summaries, { ...context, environments });
    assert.ok(Buffer.byteLength(text) <= COMMENT_LIMIT);
    assert.match(text, /environment-59/);
  });

  it("is made of its own parts only, whatever names and messages are in it", () => {
    const nasty = fc.oneof(
      fc.constantFrom(
        "@octocat",
        "#12",
        "GH-1 octo/repo#3",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a | b",
        "](https://evil.example)",
        "![x](https://evil.example/x.png)",
        "https://evil.example www.evil.example a@b.example",
        "`code` ``x`` ~~~",
        "**bold** __x__ _y_",
        "</details></code>-->",
        "\n# heading\n\n| a |\n| - |\n| b |\n",
        "&lt;b&gt; &#64;octocat",
        "\\`",
        "$x$ $$y$$",
        "\u202eright to left\u202c \u200b \u0000",
        "[^1] [x]: https://evil.example",
      ),
      fc.string({ unit: "binary", maxLength: 40 }),
    );
    const summary = fc
      .record({
        name: nasty,
        type: nasty,
        path: nasty,
        rule: nasty,
        description: nasty,
        message: nasty,
        error: nasty,
        pack: nasty,
      })
      .map(({ name, type, path, rule, description, message, error, pack }): PreviewSummary => {
        const resource = { type, name };
        return summaryWith({
          changes: [change(name, { resource, action: "update", properties: [{ path, replaces: false }] })],
          findings: [finding({ resource, rule, description, message })],
          errors: [error],
          warnings: [error],
          packs: [pack],
        });
      });
    fc.assert(
      fc.property(summary, (one) => checkShape(renderComment([one], only))),
      { numRuns: 500 },
    );
  });
});
