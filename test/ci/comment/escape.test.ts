import assert from "node:assert/strict";
import fc from "fast-check";
import { marked } from "marked";
import { code, cut, escapeMarkdown } from "../../../ci/comment/escape";

/** What a reader sees of a line of Markdown. */
const shown = (markdown: string): string =>
  (marked.parseInline(markdown) as string)
    .replace(/<[^>]*>/g, "")
    .replace(/&(lt|gt|amp|quot|#(\d+));/g, (_, name: string, number?: string) =>
      number === undefined
        ? ({ lt: "<", gt: ">", amp: "&", quot: '"' }[name] ?? "")
        : String.fromCodePoint(Number(number)),
    );

describe("escaping of Markdown", () => {
  for (const [text, escaped] of [
    ["plain-name_1", "plain-name&#95;1"],
    ["@octocat", "@&#8203;octocat"],
    ["#12", "&#35;&#8203;12"],
    ["a | b", "a &#124; b"],
    ["<b>&amp;", "&#60;b&#62;&#38;amp;"],
    ["`x` *y* ~z~ [l](u) \\", "&#96;x&#96; &#42;y&#42; &#126;z&#126; &#91;l&#93;(u) &#92;"],
    ["https://a.example www.b.example", "https&#58;//a.example www&#46;b.example"],
    ["arn:aws:iam::1:role/r", "arn:aws:iam::1:role/r"],
    ["two\nlines\t\u0000", "two lines"],
    ["\u202eabc\u2066", "abc"],
  ] as const) {
    it(`of ${JSON.stringify(text)}`, () => {
      assert.equal(escapeMarkdown(text), escaped);
    });
  }

  it("shows any text as it is, on one line", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii", minLength: 1 }), (text) => {
        const seen = shown(`x ${escapeMarkdown(text)} x`)
          .replaceAll("\u200b", "")
          .replace(/\s+/g, " ");
        assert.equal(seen, `x ${text.trim()} x`.replace(/\s+/g, " "));
      }),
    );
  });

  it("leaves no empty code behind", () => {
    assert.deepEqual([code(""), code(" \n"), code("a")], ["", "", "<code>a</code>"]);
  });

  it("cuts at whole characters", () => {
    assert.equal(cut("abc", 3), "abc");
    assert.equal(cut("abcd", 3), "ab…");
    assert.equal(cut("\u{1F600}\u{1F600}\u{1F600}", 2), "\u{1F600}…");
  });
});
