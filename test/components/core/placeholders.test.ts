import assert from "node:assert/strict";
import { holdsValue, withValues } from "../../../components/core/placeholders";

describe("values of the environment", () => {
  it("fill strings at any depth, and nothing else", () => {
    const data = { apps: { a: { list: ["{{values.one}}", 1, null], text: "x-{{ values.two }}-{{environment}}" } } };
    const filled = withValues(data, { one: "1", two: "2" });
    assert.deepEqual(filled, {
      data: { apps: { a: { list: ["1", 1, null], text: "x-2-{{environment}}" } } },
      problems: [],
    });
    assert.ok(holdsValue(data.apps.a.text) && !holdsValue("{{environment}}"));
  });

  it("are not filled twice", () => {
    assert.deepEqual(withValues("{{values.a}}", { a: "{{values.b}}", b: "b" }).data, "{{values.b}}");
  });

  it("that the environment does not set are problems with their places", () => {
    const { problems } = withValues({ a: ["{{values.subnet}}"], b: "{{values.constructor}}" }, { sub: "s" });
    assert.deepEqual(
      problems.map(({ place, message }) => `${place}: ${message}`),
      [
        'a[0]: "{{values.subnet}}" has no value in this environment',
        'b: "{{values.constructor}}" has no value in this environment',
      ],
    );
    assert.match(problems[0]?.fix ?? "", /app-of-apps:values\["subnet"\].*set are sub/);
  });
});
