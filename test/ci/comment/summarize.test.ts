import assert from "node:assert/strict";
import fc from "fast-check";
import { type EventLog, readEventLog } from "../../../ci/comment/event-log";
import { summarize } from "../../../ci/comment/summarize";
import { previewSummarySchema, verdictOf } from "../../../ci/comment/summary";
import { logOf, RECORDINGS, recordingText, SECRET, summaryOf, summaryWith } from "./recordings";

const plain = (text: string) => text;
const of = (...events: readonly object[]) =>
  summarize("dev", readEventLog(events.map((event) => JSON.stringify(event)).join("\n")), plain);
const step = (op: string, more: object = {}) => ({
  resourcePreEvent: {
    metadata: {
      op,
      urn: "urn:pulumi:s::p::a:B$aws:iam/role:Role::n",
      type: "aws:iam/role:Role",
      new: { custom: true },
      ...more,
    },
  },
});
const finding = (enforcementLevel: string, more: object = {}) => ({
  policyEvent: { policyName: "r", policyPackName: "p", enforcementLevel, message: "m", ...more },
});
const end = { summaryEvent: { result: "succeeded", PolicyPacks: { "p|local|/x": "1" } } };

describe("summary of a preview", () => {
  it("of changed resources: what is replaced and deleted first, properties without values, both halves of a replacement once", () => {
    const { changes, unchanged, finished, packs } = summaryOf("changed");
    assert.deepEqual(
      changes.map(({ action, resource, properties }) => [
        `${action} ${resource.type} ${resource.name}`,
        ...properties.map(({ path, replaces }) => `${path}${replaces ? "!" : ""}`),
      ]),
      [
        ["replace aws:sns:Topic failures", "name!"],
        ["delete aws:sqs:Queue old"],
        ["update aws:cloudwatch:LogGroup log", "retentionInDays"],
        ["update aws:sqs:Queue jobs", "tags.token"],
        ["create aws:sqs:Queue new"],
      ],
    );
    assert.deepEqual([unchanged, finished, packs], [0, true, ["app-of-apps-policies 0.1.0"]]);
  });

  it("never has a value of a resource, though the engine's log has a secret in clear", () => {
    // The log itself must not leave the job for this reason; should the engine stop writing it, record another.
    assert.ok(recordingText("changed").includes(SECRET));
    for (const name of RECORDINGS) {
      const text = JSON.stringify(summaryOf(name));
      assert.equal(text.includes(SECRET), false, name);
      assert.doesNotMatch(text, /"(old|new|inputs|outputs|diff)":/, name);
    }
  });

  it("of an unchanged stack has no change", () => {
    const { changes, unchanged } = summaryOf("same");
    assert.deepEqual([changes, unchanged], [[], 4]);
  });

  it("of a first preview counts resources and leaves components out", () => {
    const { changes, findings } = summaryOf("first");
    assert.ok(changes.length > 100);
    for (const { action, resource } of changes) {
      assert.equal(action, "create");
      assert.match(resource.type, /^(aws|okta):\w+:\w+$/);
    }
    // Okta makes the issuer's id, which a first preview cannot know: advisories, and no refusal.
    assert.deepEqual([...new Set(findings.map(({ mandatory }) => mandatory))], [false]);
    assert.equal(verdictOf(summaryOf("first")), "ok");
  });

  it("of findings has what the rule description, what was found with its fix, the worst first", () => {
    const { findings } = summaryOf("findings");
    assert.deepEqual(
      findings.find(({ rule }) => rule === "no-iam-access-keys"),
      {
        pack: "app-of-apps-policies",
        rule: "no-iam-access-keys",
        severity: "critical",
        mandatory: true,
        resource: { type: "aws:iam:AccessKey", name: "ci" },
        description: "No stack makes an IAM access key: it is valid until it is deleted.",
        message:
          'AccessKey "ci": a long-lived key is made. Remove it, and let the caller assume a role with a token of its identity provider.',
      },
    );
    const severities = findings.map(({ severity }) => severity);
    assert.deepEqual(
      severities,
      [...severities].sort((a, b) => "chml".indexOf(a[0] ?? "") - "chml".indexOf(b[0] ?? "")),
    );
    assert.equal(verdictOf(summaryOf("findings")), "refused");
  });

  it("of a program that refuses its settings has the reasons once, without a stack trace", () => {
    const { errors, changes } = summaryOf("refused");
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? "", /^Pulumi\.sandbox\.yaml: 2 problems\n {2}1\. app-of-apps:ownr: is no setting/);
    assert.doesNotMatch(errors[0] ?? "", /at .*\.ts:\d+/);
    assert.deepEqual([changes, verdictOf(summaryOf("refused"))], [[], "failed"]);
  });

  it("fits the schema that the other job reads it with", () => {
    for (const name of RECORDINGS) {
      assert.deepEqual(previewSummarySchema.parse(summaryOf(name)), summaryOf(name));
    }
  });

  for (const [what, log, verdict] of [
    ["nothing at all", { events: [], unreadable: [] }, "unfinished"],
    ["a log without its end", { ...logOf("same"), events: logOf("same").events.slice(0, 3) }, "unfinished"],
    ["a log whose last line was cut", readEventLog(`${recordingText("first")}{"sequence":`), "unfinished"],
    [
      "a mandatory finding, however the rest went",
      readEventLog([finding("mandatory")].map((one) => JSON.stringify(one)).join("\n")),
      "refused",
    ],
    [
      "an end without a policy pack",
      readEventLog('{"summaryEvent":{"result":"succeeded","PolicyPacks":{}}}'),
      "failed",
    ],
    [
      "a failure without a reason",
      readEventLog('{"summaryEvent":{"result":"failed","PolicyPacks":{"p":"1"}}}'),
      "failed",
    ],
    ["an end", readEventLog(JSON.stringify(end)), "ok"],
  ] as const satisfies readonly (readonly [string, EventLog, string])[]) {
    it(`takes ${what} as ${verdict}`, () => {
      assert.equal(verdictOf(summarize("dev", log, plain)), verdict);
    });
  }

  it("knows every step, however deep the resource and whatever its name", () => {
    const actions = [
      "create",
      "update",
      "delete",
      "replace",
      "read",
      "import",
      "discard",
      "same",
      "refresh",
      "something-new",
    ];
    const { changes, unchanged } = of(...actions.map((op) => step(op)));
    assert.deepEqual(
      changes.map(({ action }) => action),
      ["replace", "delete", "update", "create", "import", "read", "discard"],
    );
    assert.equal(unchanged, 1);
    const [odd] = of(step("create", { urn: "urn:pulumi:s::p::x:y:Z$aws:iam/role:Role::a::b c" })).changes;
    assert.deepEqual(odd?.resource, { type: "aws:iam:Role", name: "a::b c" });
  });

  it("takes properties from plain differences where there are no detailed ones, and none of what is created", () => {
    const [change] = of(step("replace", { diffs: ["b", "a", "name"], keys: ["name"] })).changes;
    assert.deepEqual(
      change?.properties.map(({ path, replaces }) => [path, replaces]),
      [
        ["name", true],
        ["a", false],
        ["b", false],
      ],
    );
    assert.deepEqual(of(step("create", { diffs: ["a"] })).changes[0]?.properties, []);
  });

  it("tells mandatory, advisory and fixed apart, and takes severities that no rule has as unrated", () => {
    const { findings, fixed } = of(
      finding("advisory", { severity: "critical" }),
      finding("mandatory", { severity: "dreadful", resourceUrn: "urn:pulumi:s::p::pulumi:pulumi:Stack::s" }),
      finding("disabled"),
      {
        policyRemediationEvent: {
          policyName: "fix",
          resourceUrn: "urn:pulumi:s::p::a:b/c:D::n",
          before: { x: SECRET },
        },
      },
    );
    assert.deepEqual(
      findings.map(({ mandatory, severity, resource, description, message }) => [
        mandatory,
        severity,
        resource,
        description,
        message,
      ]),
      [
        [true, "unrated", undefined, "", "m"],
        [false, "critical", undefined, "", "m"],
      ],
    );
    assert.deepEqual(fixed, [{ rule: "fix", resource: { type: "a:b:D", name: "n" } }]);
  });

  it("masks messages", () => {
    const log = readEventLog(
      [
        finding("mandatory", { message: "asks\nfound s3cret" }),
        { diagnosticEvent: { severity: "error", message: "no s3cret" } },
      ]
        .map((one) => JSON.stringify(one))
        .join("\n"),
    );
    const text = JSON.stringify(summarize("dev", log, (one) => one.replaceAll("s3cret", "[secret]")));
    assert.equal(text.includes("s3cret"), false);
    assert.equal(text.split("[secret]").length, 3);
  });

  it("never throws on a log, whatever is in it", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.json())), (lines) => {
        previewSummarySchema.parse(summarize("dev", readEventLog(lines.join("\n")), plain));
      }),
    );
  });

  it("starts from nothing being fine", () => {
    assert.equal(verdictOf(summaryWith()), "ok");
    assert.equal(verdictOf(summaryWith({ finished: false })), "unfinished");
    assert.equal(verdictOf(summaryWith({ packs: [] })), "failed");
  });
});
