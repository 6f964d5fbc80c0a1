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

/** The stack `dev` of this repository, with jobs of GitHub Actions let in, so that every component is there. */
async function recordDev() {
  const config = { ...stackConfig("dev"), "app-of-apps:github": JSON.stringify(github) };
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
  };
}

describe("resources of the stack dev", () => {
  let recorded: Awaited<ReturnType<typeof recordDev>>;
  const expected: typeof recorded = JSON.parse(readFileSync(FIXTURE, "utf8"));
  before(async () => {
    recorded = await recordDev();
  });

  it("keep their URNs, parents and physical names", () => assert.deepEqual(recorded.resources, expected.resources));

  it("keep the stack's outputs", () => assert.deepEqual(recorded.outputs, expected.outputs));
});
