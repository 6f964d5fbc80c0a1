import assert from "node:assert/strict";
import fc from "fast-check";
import { html } from "../../../cli/report/page/html";
import { randomCases } from "../../helpers/random-cases";

describe("HTML from a template", () => {
  it("escapes every text, in content and in attributes, and keeps fragments", () => {
    const text = `<b class='x'>"&"</b>`;
    assert.equal(
      html`<p title="${text}">${text}${html`<i>${1}</i>`}${["a", html`<br>`]}${undefined}${false}</p>`.text,
      '<p title="&lt;b class=&#39;x&#39;&gt;&quot;&amp;&quot;&lt;/b&gt;">&lt;b class=&#39;x&#39;&gt;&quot;&amp;&quot;&lt;/b&gt;<i>1</i>a<br></p>',
    );
  });

  it("shows characters that turn text around, control characters and halves of a pair", () => {
    assert.equal(html`${"a\u202egnp.exe\u0000\u001b[31m\ud800"}`.text, "a\\u202egnp.exe\\u0000\\u001b[31m\\ud800");
    assert.equal(html`${"one\r\ntwo\n\tthree 👍"}`.text, "one\ntwo\n\tthree 👍");
  });

  it("lets no text leave its place", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        assert.doesNotMatch(html`${text}`.text, /[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
      }),
      { numRuns: randomCases(2000) },
    );
  });
});
