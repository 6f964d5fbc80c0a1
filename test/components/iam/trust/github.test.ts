import assert from "node:assert/strict";
import { type GithubTrust, githubTrust, githubTrustProblems } from "../../../../components/iam/trust/github";

const PROVIDER = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com";
const GOOD: GithubTrust = { repository: "example/platform", repositoryId: "4711", environment: "production" };
const CLASSIC = "repo:example/platform:environment:production";
const IMMUTABLE = "repo:example@815/platform@4711:environment:production";

/** Values that the subject is compared with for equality. */
function subjectsOf(trust: GithubTrust) {
  const [statement] = githubTrust(PROVIDER, trust).Statement;
  assert.deepEqual(Object.keys(statement?.Condition ?? {}), ["StringEquals"]);
  return statement?.Condition?.StringEquals?.["token.actions.githubusercontent.com:sub"];
}

describe("trust in GitHub Actions", () => {
  it("is bound to the repository's number, its name and the GitHub environment", () => {
    assert.deepEqual(githubTrust(PROVIDER, GOOD), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: PROVIDER },
          Action: ["sts:AssumeRoleWithWebIdentity"],
          Condition: {
            StringEquals: {
              "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
              "token.actions.githubusercontent.com:environment": "production",
              "token.actions.githubusercontent.com:repository_id": "4711",
              "token.actions.githubusercontent.com:sub": CLASSIC,
            },
          },
        },
      ],
    });
  });

  it("lists the classic and the immutable subject where the owner's id is known", () => {
    assert.deepEqual(subjectsOf({ ...GOOD, ownerId: "815" }), [CLASSIC, IMMUTABLE].sort());
    assert.deepEqual(subjectsOf({ ...GOOD, repository: "example@815/platform@4711" }), [CLASSIC, IMMUTABLE].sort());
  });

  it("lists exactly the subjects of an organisation's own template instead, and pins ids all the same", () => {
    const subjects = ["repository_id:4711:environment:production", "repo:example/platform:workflow:Deploy to prod"];
    assert.deepEqual(subjectsOf({ ...GOOD, subjects }), [...subjects].sort());
    const [statement] = githubTrust(PROVIDER, { ...GOOD, subjects }).Statement;
    const tested = statement?.Condition?.StringEquals ?? {};
    assert.equal(tested["token.actions.githubusercontent.com:repository_id"], "4711");
    assert.equal(tested["token.actions.githubusercontent.com:environment"], "production");
  });

  it("refuses wildcards and names in place of numbers, all at once", () => {
    const bad = { repository: "example/*", repositoryId: "platform", ownerId: "example", environment: "*" };
    assert.deepEqual(
      githubTrustProblems(bad).map(({ place }) => place),
      ["repository", "repositoryId", "ownerId", "environment"],
    );
    assert.throws(
      () => githubTrust(PROVIDER, bad),
      /GitHub trust, repositoryId: "platform" is not the repository's number/,
    );
  });

  for (const [what, change, place] of [
    ["one of two ids in the name", { repository: "example@815/platform" }, "repository"],
    ["another repository's id in the name", { repository: "example@815/platform@4712" }, "repositoryId"],
    ["another owner's id in the name", { repository: "example@815/platform@4711", ownerId: "816" }, "ownerId"],
    ["a name where an id belongs", { repository: "example@x/platform@4711" }, "repository"],
    ["an owner without a repository", { repository: "example" }, "repository"],
    ["no subject", { subjects: [] }, "subjects"],
    ["more subjects than a trust holds", { subjects: Array.from({ length: 6 }, (_, i) => `a:${i}`) }, "subjects"],
    ["a subject with a wildcard", { subjects: ["repo:example/platform:*"] }, "subjects[0]"],
    ["a subject with a placeholder", { subjects: ["repo:example/platform:ref:refs/heads/?"] }, "subjects[0]"],
    ["a subject with a policy variable", { subjects: [`repo:example/platform:ref:${"$"}{aws:userid}`] }, "subjects[0]"],
    ["a subject that stops at a separator", { subjects: ["repo:example/platform:"] }, "subjects[0]"],
    ["a subject without a value", { subjects: ["example"] }, "subjects[0]"],
    ["a subject of another repository", { subjects: ["repo:example/other:environment:production"] }, "subjects[0]"],
    ["a subject of the owner as a whole", { subjects: ["repo:example"] }, "subjects[0]"],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.deepEqual(
        githubTrustProblems({ ...GOOD, ...change }).map((problem) => problem.place),
        [place],
      );
    });
  }
});
