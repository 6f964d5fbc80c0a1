import assert from "node:assert/strict";
import { type CommentTarget, GithubError, writeComment } from "../../../ci/comment/github";
import { FakeGithub } from "./fake-github";

const LIST = "/repos/example/platform/issues/7/comments";
const TOKEN = "ghs_never-in-a-message";

describe("the comment on GitHub", () => {
  let github: FakeGithub;
  let target: CommentTarget;
  beforeEach(async () => {
    github = new FakeGithub();
    target = { api: await github.start(), repository: "example/platform", pullRequest: 7, token: TOKEN };
  });
  afterEach(() => github.stop());

  const write = (body: string) => writeComment(target, "<!-- m -->", body, { pause: 1, timeout: 2000 });
  const refused = (pattern: RegExp) => (error: unknown) => {
    assert.ok(error instanceof GithubError);
    assert.match(error.message, pattern);
    assert.equal(error.message.includes(TOKEN), false);
    return true;
  };

  it("is made by the first run and changed by the next", async () => {
    assert.equal(await write("<!-- m -->\none"), "created");
    assert.equal(await write("<!-- m -->\ntwo"), "updated");
    assert.deepEqual(
      github.comments.map(({ body }) => body),
      ["<!-- m -->\ntwo"],
    );
    assert.deepEqual(github.requests, [
      `GET ${LIST} 1`,
      `POST ${LIST}`,
      `GET ${LIST} 1`,
      "PATCH /repos/example/platform/issues/comments/1",
    ]);
    assert.deepEqual([...github.tokens], [`Bearer ${TOKEN}`]);
  });

  it("is found on a later page, and is not one that people wrote or that only mentions the marker", async () => {
    for (let id = 1; id <= 250; id++) {
      github.comments.push({ id, body: `comment ${id}`, user: { type: "User" } });
    }
    Object.assign(github.comments[3] ?? {}, { body: "<!-- m --> by a person" });
    Object.assign(github.comments[4] ?? {}, { body: "quoted: <!-- m -->", user: { type: "Bot" } });
    Object.assign(github.comments[220] ?? {}, { body: "<!-- m -->\nold", user: { type: "Bot" } });
    assert.equal(await write("<!-- m -->\nnew"), "updated");
    assert.deepEqual(github.requests, [
      `GET ${LIST} 1`,
      `GET ${LIST} 2`,
      `GET ${LIST} 3`,
      "PATCH /repos/example/platform/issues/comments/221",
    ]);
    assert.equal(github.comments[220]?.body, "<!-- m -->\nnew");
  });

  it("is looked for on one page more where the last is full, then made", async () => {
    for (let id = 1; id <= 100; id++) {
      github.comments.push({ id, body: "x", user: { type: "User" } });
    }
    assert.equal(await write("<!-- m -->"), "created");
    assert.deepEqual(github.requests, [`GET ${LIST} 1`, `GET ${LIST} 2`, `POST ${LIST}`]);
  });

  it("is tried again after an error that passes, three times at most", async () => {
    github.failures.push({ status: 503 }, { status: 429 });
    assert.equal(await write("<!-- m -->"), "created");
    github.failures.push({ status: 500 }, { status: 502 }, { status: 504, body: "<html>" });
    await assert.rejects(write("<!-- m -->"), refused(/^GET \/repos\/example\/platform\/issues\/7\/comments: 504$/));
  });

  it("is not made twice: a POST whose answer failed is not repeated", async () => {
    github.failures.push({ status: 200, body: "[]" }, { status: 502 });
    await assert.rejects(write("<!-- m -->"), refused(/^POST .*: 502$/));
    assert.equal(github.requests.length, 2);
  });

  for (const [status, body, pattern] of [
    [401, '{"message":"Bad credentials"}', /401 Bad credentials\. Set GITHUB_TOKEN to the job's own token/],
    [
      403,
      '{"message":"Resource not accessible by integration"}',
      /403 Resource not accessible by integration\. The job needs the permission pull-requests: write/,
    ],
    [404, "", /: 404\. The job needs/],
    [422, '{"message":"Validation Failed"}', /422 Validation Failed$/],
    [200, '{"not":"a list"}', /did not return a list of comments/],
    [200, "<html>", /did not return a list of comments/],
    [302, "", /no response/],
  ] as const) {
    it(`reports a refusal: ${status} ${body}`, async () => {
      github.failures.push({ status, body }, { status, body }, { status, body });
      await assert.rejects(write("<!-- m -->"), refused(pattern));
    });
  }

  it("reports that GitHub cannot be reached", async () => {
    target = { ...target, api: "http://127.0.0.1:1" };
    await assert.rejects(write("<!-- m -->"), refused(/no response/));
  });
});
