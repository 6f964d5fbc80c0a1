import assert from "node:assert/strict";
import { githubTrust, githubTrustProblems } from "../../../../components/iam/trust/github";

const PROVIDER = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com";
const GOOD = { repository: "example/platform", repositoryId: "4711", environment: "production" };

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
              "token.actions.githubusercontent.com:sub": "repo:example/platform:environment:production",
            },
          },
        },
      ],
    });
  });

  it("refuses wildcards and names in place of numbers, all at once", () => {
    const bad = { repository: "example/*", repositoryId: "platform", environment: "*" };
    assert.deepEqual(
      githubTrustProblems(bad).map(({ place }) => place),
      ["repository", "repositoryId", "environment"],
    );
    assert.throws(
      () => githubTrust(PROVIDER, bad),
      /GitHub trust, repositoryId: "platform" is not a repository's number/,
    );
  });
});
