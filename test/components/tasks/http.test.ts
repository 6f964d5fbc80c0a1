import assert from "node:assert/strict";
import { type Task, taskPermissions } from "../../../components/tasks/index";
import { names } from "../definitions/samples";
import { problemsOf } from "./refusals";

const CONNECTION = "arn:aws:events:eu-central-1:123456789012:connection/api/81210c42-8af1-456b-9c4a-6ff02fc664ac";
const http = { kind: "http", endpoint: "https://api.example.com/v1", method: "POST", connection: CONNECTION };

describe("task kind http, refused", () => {
  const cases: readonly (readonly [string, object, RegExp])[] = [
    ["plain HTTP", { endpoint: "http://api.example.com" }, /endpoint: .* is not an address https/],
    ["a query in the address", { endpoint: "https://api.example.com/?key=1" }, /is not an address https/],
    ["credentials in the address", { endpoint: "https://ann:pw@api.example.com/" }, /is not an address https/],
    ["a wildcard in the address", { endpoint: "https://api.example.com/*" }, /is not an address https/],
    ["an expression in the address", { endpoint: "{% $states.input.url %}" }, /is not an address https/],
    ["another method", { method: "TRACE" }, /method: .* is not one of GET/],
    [
      "a connection without its id",
      { connection: CONNECTION.replace(/\/[^/]*$/, "") },
      /is not the ARN of an EventBridge connection/,
    ],
    [
      "a header with credentials",
      { headers: { Authorization: "Basic eA==" } },
      /is not a header that an HTTP task is allowed to set/,
    ],
    [
      "a header that AWS sets",
      { headers: { "x-amz-date": "now" } },
      /is not a header that an HTTP task is allowed to set/,
    ],
    [
      "a header that looks like a secret",
      { headers: { "X-Api-Key": "1" } },
      /headers.*"X-Api-Key" looks like a secret/,
    ],
    [
      "a parameter that looks like a secret",
      { query: { access_key: "1" } },
      /query\.access_key: "access_key" looks like a secret/,
    ],
    [
      "a body member that looks like a secret",
      { body: { password: "1" } },
      /body\.password: "password" looks like a secret/,
    ],
    [
      "an unknown reference",
      { body: { deep: ["{{enviroment}}"] } },
      /body\.deep\[0\]: unknown placeholder .*enviroment/,
    ],
    ["an expression in the body", { body: { deep: "{% $states.input %}" } }, /body\.deep: contains an expression/],
    ["an expression in a parameter", { query: { q: "{% 1 %}" } }, /query\.q: /],
    ["a body of a GET", { method: "GET", body: { a: 1 } }, /body: is not sent with GET/],
    ["an unknown key", { timeout: 3 }, /timeout/],
  ];
  for (const [what, more, expected] of cases) {
    it(what, () => {
      const problems = problemsOf({ ...http, ...more });
      assert.ok(
        problems.some((one) => expected.test(one)),
        problems.join("\n") || "accepted",
      );
    });
  }

  it("accepts the task without these mistakes", () => assert.deepEqual(problemsOf(http), []));

  it("accepts a connection that is a value of the environment", () => {
    const task = { ...http, connection: "{{values.api}}" } as Task;
    assert.deepEqual(problemsOf(task), []);
    assert.deepEqual(taskPermissions(task, names.scope, "arn")[2]?.Resource, ["{{values.api}}"]);
  });
});
