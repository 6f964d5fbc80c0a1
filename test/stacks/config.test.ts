import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { checkConfig } from "../../stacks/config";
import { SETTINGS } from "../../stacks/settings";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PUBLIC = { ...publicKey.export({ format: "jwk" }), kid: "runner" };

const GOOD: Record<string, string> = {
  "aws:region": "eu-central-1",
  "aws:allowedAccountIds": '["111111111111"]',
  "okta:orgName": "example",
  "app-of-apps:owner": "platform",
  "app-of-apps:runnerPublicKey": JSON.stringify(PUBLIC),
  "app-of-apps:subscriptions": '[{"protocol": "email", "endpoint": "on-call@example.com"}]',
};

const check = (values: Record<string, string>) =>
  checkConfig({ get: (key) => values[key], keys: () => Object.keys(values) });

function problemsOf(change: Record<string, string | undefined>) {
  const values = Object.entries({ ...GOOD, ...change }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const checked = check(Object.fromEntries(values));
  return "problems" in checked ? checked.problems : [];
}

describe("configuration of a stack", () => {
  it("fills in the defaults", () => {
    assert.deepEqual(check(GOOD), {
      settings: {
        region: "eu-central-1",
        accounts: ["111111111111"],
        oktaOrg: "example",
        oktaBaseUrl: "okta.com",
        owner: "platform",
        subscriptions: [{ protocol: "email", endpoint: "on-call@example.com" }],
        accessMap: "access/map.json",
        runnerPublicKey: PUBLIC,
        machineAccess: true,
        logRetentionDays: 365,
        runsApi: false,
        runIdentityHours: 24,
        grants: false,
        secretRecoveryDays: 30,
        keyDeletionDays: 30,
        blueprint: "blueprint.ts",
        values: {},
        evidence: false,
        evidenceRetentionDays: undefined,
        expectedSeconds: {},
        pins: {},
        quotas: {},
        canary: {},
        github: undefined,
        namePrefix: undefined,
        iamPath: undefined,
        boundaryArn: undefined,
        keyArn: undefined,
        identityProxy: undefined,
        failureTopicArn: undefined,
        tags: {},
      },
    });
  });

  it("reports all missing settings together, by key", () => {
    const checked = check({});
    assert.ok("problems" in checked);
    assert.deepEqual(
      checked.problems.map(({ place, message }) => [place, message]),
      Object.keys(GOOD).map((key) => [key, "is missing"]),
    );
    for (const { fix } of checked.problems) {
      assert.notEqual(fix, "");
    }
  });

  for (const [key, value, place, message] of [
    ["app-of-apps:pins", '{"orders": 0}', "app-of-apps:pins.orders", /0: is not the number of a version/],
    ["app-of-apps:pins", '["orders"]', "app-of-apps:pins", /expected record/],
    ["app-of-apps:expectedSeconds", "[3]", "app-of-apps:expectedSeconds", /expected record/],
    ["app-of-apps:expectedSeconds", '{"a": "3"}', "app-of-apps:expectedSeconds.a", /"3": is not a number/],
    ["app-of-apps:expectedSeconds", '{"a": 1e999}', "app-of-apps:expectedSeconds.a", /Infinity: is not a number/],
    ["app-of-apps:expectedSeconds", '{"a": 0}', "app-of-apps:expectedSeconds.a", /0: is not more than 0/],
    [
      "app-of-apps:expectedSeconds",
      '{"a": 31536001}',
      "app-of-apps:expectedSeconds.a",
      /31536001: is more than a year/,
    ],
    [
      "app-of-apps:canary",
      '{"orders": {"from": 3, "percent": 100}}',
      "app-of-apps:canary.orders.percent",
      /100: is more than 99/,
    ],
    ["app-of-apps:canary", '{"orders": {"percent": 10}}', "app-of-apps:canary.orders.from", /is missing/],
    ["app-of-apps:namePrefix", "acme_", "app-of-apps:namePrefix", /"acme_": is not 2 to 20 letters/],
    ["app-of-apps:namePrefix", "acme", "app-of-apps:namePrefix", /end in a hyphen/],
    ["app-of-apps:iamPath", "platform", "app-of-apps:iamPath", /with \/ at both ends/],
    ["app-of-apps:iamPath", "/a//b/", "app-of-apps:iamPath", /is not an IAM path/],
    ["app-of-apps:boundaryArn", "bound", "app-of-apps:boundaryArn", /"bound": is not the ARN of a managed policy/],
    [
      "app-of-apps:tags",
      '{"Owner": "x"}',
      "app-of-apps:tags.Owner",
      /the environment sets environment, app, owner itself/,
    ],
    ["app-of-apps:tags", '{"aws:x": "x"}', 'app-of-apps:tags["aws:x"]', /not one that AWS allows for a tag/],
    ["app-of-apps:tags", '{"team": "a", "Team": "b"}', "app-of-apps:tags.Team", /differs only in case/],
    ["app-of-apps:keyArn", "alias/x", "app-of-apps:keyArn", /is not the ARN of a KMS key/],
    [
      "app-of-apps:keyArn",
      "arn:aws:kms:us-east-1:111111111111:key/1",
      "app-of-apps:keyArn",
      /is not in eu-central-1:111111111111/,
    ],
    [
      "app-of-apps:failureTopicArn",
      "arn:aws:sns:eu-central-1:111111111111:failures.fifo",
      "app-of-apps:failureTopicArn",
      /is not the ARN of a standard SNS topic/,
    ],
    [
      "app-of-apps:failureTopicArn",
      "arn:aws:sns:eu-central-1:111111111111:failures",
      "app-of-apps:subscriptions",
      /names a topic that is not made here/,
    ],
    ["aws:region", "Frankfurt", "aws:region", /"Frankfurt": is not an AWS region/],
    ["aws:allowedAccountIds", "[]", "aws:allowedAccountIds", /exactly one account/],
    ["aws:allowedAccountIds", '["1"]', "aws:allowedAccountIds[0]", /"1": is not 12 digits/],
    ["aws:allowedAccountIds", "111111111111", "aws:allowedAccountIds", /111111111111/],
    ["app-of-apps:subscriptions", "[]", "app-of-apps:subscriptions", /nobody would be notified/],
    ["app-of-apps:subscriptions", "[", "app-of-apps:subscriptions", /is not valid JSON/],
    [
      "app-of-apps:subscriptions",
      '[{"protocol":"http","endpoint":"http://x"}]',
      "app-of-apps:subscriptions[0].protocol",
      /http is refused/,
    ],
    [
      "app-of-apps:logRetentionDays",
      "30",
      "app-of-apps:logRetentionDays",
      /30: is not a retention .* of a year or more/,
    ],
    ["app-of-apps:secretRecoveryDays", "3", "app-of-apps:secretRecoveryDays", /3: is not 0 or 7 to 30/],
    ["app-of-apps:keyDeletionDays", "3", "app-of-apps:keyDeletionDays", /3: is less than 7/],
    ["app-of-apps:github", '{"repository":"x"}', "app-of-apps:github.repository", /is not owner\/name/],
    [
      "app-of-apps:github",
      '{"repository":"o/n","repositoryId":"1","environment":"prod","preview":{"environment":"prod"}}',
      "app-of-apps:github.preview.environment",
      /is the environment of the deploying job/,
    ],
    [
      "app-of-apps:github",
      '{"repository":"o/n","repositoryId":"1","environment":"prod","preview":{"environment":"p","stateBucket":"*"}}',
      "app-of-apps:github.preview.stateBucket",
      /is not the name of a bucket/,
    ],
    [
      "app-of-apps:github",
      '{"repository":"o/n","repositoryId":"1","environment":"prod","preview":{"environment":"p","secretsKeyArn":"alias/x"}}',
      "app-of-apps:github.preview.secretsKeyArn",
      /is not the ARN of a KMS key/,
    ],
    [
      "app-of-apps:github",
      '{"repository":"o@1/n@2","repositoryId":"3","environment":"prod"}',
      "app-of-apps:github.repositoryId",
      /"3": is not the id in the repository, 2/,
    ],
    [
      "app-of-apps:github",
      '{"repository":"o/n","ownerId":"o","repositoryId":"1","environment":"prod"}',
      "app-of-apps:github.ownerId",
      /"o": is not the owner's number in quotes/,
    ],
    [
      "app-of-apps:github",
      '{"repository":"o/n","repositoryId":"1","environment":"prod","subjects":["repo:o/n:*"]}',
      "app-of-apps:github.subjects[0]",
      /is not one complete, exact subject/,
    ],
    [
      "app-of-apps:github",
      '{"repository":"o/n","repositoryId":"1","environment":"prod","preview":{"environment":"p","subjects":["repo:x/n:pull_request"]},"subjects":["repo:o/n:x"]}',
      "app-of-apps:github.preview.subjects[0]",
      /is not a subject of o\/n/,
    ],
    [
      "app-of-apps:github",
      '{"repository":"o/n","repositoryId":"1","environment":"prod","preview":{"environment":"p"},"subjects":["repo:o/n:x"]}',
      "app-of-apps:github.preview",
      /has subjects only for deploying or only for previewing jobs/,
    ],
    ["app-of-apps:subscription", "[]", "app-of-apps:subscription", /is not a known setting/],
  ] as const) {
    it(`refuses ${key} = ${value}`, () => {
      const [problem] = problemsOf({ [key]: value });
      assert.equal(problem?.place, place);
      assert.match(problem?.message ?? "", message);
    });
  }

  it("needs no runner's key without machine access, and refuses one", () => {
    const off = { "app-of-apps:machineAccess": "false" };
    assert.deepEqual(problemsOf({ ...off, "app-of-apps:runnerPublicKey": undefined }), []);
    assert.deepEqual(problemsOf(off), [
      {
        place: "app-of-apps:runnerPublicKey",
        message: "is set, and app-of-apps:machineAccess is false",
        fix: "remove it, or remove app-of-apps:machineAccess",
      },
    ]);
    const [missing] = problemsOf({ "app-of-apps:runnerPublicKey": undefined });
    assert.match(missing?.fix ?? "", /or set app-of-apps:machineAccess to false$/);
  });

  it("needs no runner's key where every machine of the access map has one, and refuses one that nothing uses", () => {
    const problems = (config: Record<string, string | undefined>) => {
      const source = { get: (key: string) => config[key], keys: () => Object.keys(config) };
      const checked = checkConfig(source, {}, false);
      return "problems" in checked ? checked.problems : [];
    };
    assert.deepEqual(problems({ ...GOOD, "app-of-apps:runnerPublicKey": undefined }), []);
    assert.deepEqual(
      problems(GOOD).map(({ place, message }) => `${place} ${message}`),
      ["app-of-apps:runnerPublicKey is set, and every machine of the access map has a key of its own"],
    );
  });

  it("suggests the closest key for a mistyped one, and ignores other namespaces", () => {
    assert.deepEqual(
      problemsOf({ "app-of-apps:ownr": "x", "elsewhere:ownr": "x" }).map(({ fix }) => fix),
      ['did you mean "app-of-apps:owner"?'],
    );
  });

  it("refuses a private key without repeating it", () => {
    const secret = { ...privateKey.export({ format: "jwk" }), kid: "runner" };
    const problems = problemsOf({ "app-of-apps:runnerPublicKey": JSON.stringify(secret) });
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.message ?? "", /contains a private key \(members d, p, q, dp, dq, qi\)/);
    assert.match(problems[0]?.fix ?? "", /treat that key as exposed/);
    assert.equal(JSON.stringify(problems).includes(secret.d ?? "absent"), false);
  });

  it("has a fix for every setting", () => {
    for (const { key, fix } of Object.values(SETTINGS)) {
      assert.ok(fix.length > 10, key);
    }
  });
});
