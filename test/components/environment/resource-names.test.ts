import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { programWith } from "../../../stacks/program";
import { type Registration, record, resolved } from "../../helpers/mocks";
import { providerOutputs, stackConfig } from "../../helpers/stack-config";

const FIXTURE = join(__dirname, "..", "..", "fixtures", "environment", "dev-resources.json");

/** Inputs that are physical names: a change of one replaces the resource, or makes a second one. */
const PHYSICAL_NAMES = [
  "name",
  "alarmName",
  "policyName",
  "label",
  "clientId",
  "role",
  "logGroupName",
  "statementId",
  "targetId",
  "audiences",
] as const;

/** Physical names by input; none for a component, whose inputs name nothing in a cloud. */
function physicalNames({ custom, inputs }: Registration): Record<string, unknown> {
  if (!custom) {
    return {};
  }
  return Object.fromEntries(PHYSICAL_NAMES.filter((key) => key in inputs).map((key) => [key, inputs[key]]));
}

const github = {
  repository: "example/platform",
  repositoryId: "4711",
  environment: "dev",
  preview: { environment: "dev-preview", stateBucket: "example-state" },
};

/** Beginnings of the logical names of resources that were added after the fixture was recorded. */
const ADDED = ["run-rollback", "published", "silent", "transitions"].map((name) => `::retail-dev-${name}`);

const SECRETS = { "okta:apiToken": "00secretTokenOfOkta", "aws:secretKey": "secretKeyOfAws" };
const ENDPOINT = "https://on-call.example/hook?key=s3cret";

/** The stack `dev` of this repository, with jobs of GitHub Actions let in, so that every component is there. */
async function recordDev(changed: Readonly<Record<string, string>> = {}) {
  const config = { ...stackConfig("dev"), ...SECRETS, "app-of-apps:github": JSON.stringify(github), ...changed };
  const made = await record(() => programWith(() => undefined)(), {
    project: "app-of-apps",
    stack: "dev",
    config,
    outputs: providerOutputs,
  });
  // A URN of the mocks holds the type of the parent alone; the engine's holds those of all ancestors.
  const resources = made.registrations.map((one) => [one.urn, { parent: one.parent, ...physicalNames(one) }] as const);
  return {
    resources: Object.fromEntries(resources.toSorted(([one], [other]) => (one < other ? -1 : 1))),
    outputs: await resolved(pulumi.output(made.result)),
    registrations: made.registrations,
  };
}

describe("resources of the stack dev", () => {
  let recorded: Awaited<ReturnType<typeof recordDev>>;
  const expected: Omit<typeof recorded, "registrations"> = JSON.parse(readFileSync(FIXTURE, "utf8"));
  before(async () => {
    recorded = await recordDev();
  });

  it("keep their URNs, parents and physical names; only the machine that rolls back a run and three alarms are new", () => {
    const [added, kept] = [true, false].map((isNew) =>
      Object.fromEntries(
        Object.entries(recorded.resources).filter(([urn]) => ADDED.some((name) => urn.includes(name)) === isNew),
      ),
    );
    assert.deepEqual(kept, expected.resources);
    assert.equal(Object.keys(added ?? {}).length, 5 + 3);
  });

  it("keep the stack's outputs", () => assert.deepEqual(recorded.outputs, expected.outputs));

  it("contain no credential of a provider", () => {
    const text = JSON.stringify(recorded.registrations);
    for (const secret of Object.values(SECRETS)) {
      assert.equal(text.includes(secret), false, secret);
    }
  });
});

describe("inputs of components", () => {
  it("are names and settings: no documents, endpoints, keys or outputs of other resources", async () => {
    const subscriptions = JSON.stringify([{ protocol: "https", endpoint: ENDPOINT }]);
    const { registrations } = await recordDev({ "app-of-apps:subscriptions": subscriptions });
    const components = registrations.filter(({ custom }) => !custom);
    assert.equal(new Set(components.map(({ type }) => type)).size, 14);
    const { n } = JSON.parse(stackConfig("dev")["app-of-apps:runnerPublicKey"] ?? assert.fail());
    for (const { type, name, inputs } of components) {
      const text = JSON.stringify(inputs);
      assert.ok(Object.keys(inputs).length >= 3, `${type} ${name}: ${text}`);
      assert.ok(text.length < 1200, `${type} ${name}: ${text}`);
      for (const other of [ENDPOINT, n, "StartAt", "Statement", "arn:mock", "-id", "EntityDescriptor"]) {
        assert.equal(text.includes(other), false, `${type} ${name} contains ${other}`);
      }
    }
  });
});
