import assert from "node:assert/strict";
import { reasonOf } from "../../../stacks/aws/deployment-apis";

describe("the reason of a deployment", () => {
  it("is the commit and the workflow run in GitHub Actions, and nothing elsewhere", () => {
    const run = { GITHUB_SERVER_URL: "https://github.com", GITHUB_REPOSITORY: "example/platform", GITHUB_RUN_ID: "7" };
    assert.equal(
      reasonOf({ ...run, GITHUB_SHA: "1a2b" }),
      "commit 1a2b, https://github.com/example/platform/actions/runs/7",
    );
    assert.equal(reasonOf({}), undefined);
  });
});
