import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemsError } from "../../components/core/problem";
import { planEnvironment } from "../../components/environment/plan";
import { readInputs } from "../../stacks/inputs";
import { stackConfig } from "../helpers/stack-config";
import { suiteFolder } from "../helpers/with-folder";

const KEY = JSON.parse(stackConfig("dev")["app-of-apps:runnerPublicKey"] ?? assert.fail());
const GOOD = {
  roles: { lead: { may: ["start", "stop"] }, carts: { may: ["observe", "rollback"], apps: ["carts", "carts-db"] } },
  people: {
    "release-leads": { role: "lead", members: 'user.department=="platform"' },
    "carts-team": { role: "carts", groupAlias: "corp", environments: ["dev"] },
  },
  machines: { runner: { role: "lead" } },
};
const GITHUB = { repository: "example/platform", ownerId: "815", repositoryId: "4711", environment: "dev" };

describe("the access map of a stack", () => {
  const folder = suiteFolder();

  function read(map: object, settings: Record<string, string | undefined> = {}, stack = "dev") {
    const file = join(folder, "map.json");
    writeFileSync(file, JSON.stringify(map));
    const config: Record<string, string | undefined> = {
      ...stackConfig(stack),
      "app-of-apps:accessMap": file,
      ...settings,
    };
    return readInputs(stack, {
      get: (key) => config[key],
      keys: () => Object.keys(config).filter((key) => config[key] !== undefined),
    });
  }

  function problemsOf(...args: Parameters<typeof read>): string[] {
    try {
      read(...args);
      return [];
    } catch (error) {
      assert.ok(error instanceof ProblemsError);
      return error.problems.map(({ place, message }) => `${place.replace(/^.*map\.json: /, "map: ")}: ${message}`);
    }
  }

  it("names the environment's roles, with apps by name", () => {
    const inputs = read(GOOD);
    assert.deepEqual(
      inputs.access.map(({ kind, name }) => `${kind} ${name}`),
      ["people release-leads", "people carts-team", "machines runner"],
    );
    const { identities } = planEnvironment(inputs);
    const resources = identities["carts-team"]?.flatMap(({ Resource }) => Resource ?? []) ?? [];
    assert.ok(resources.includes("arn:aws:states:eu-central-1:111111111111:stateMachine:retail-dev_carts_rollback"));
    const own = /retail-dev(_carts(-db)?(_rollback)?(:|$)|:log-stream:versions$)|:secret:retail\/dev\/carts(-db)?\//;
    assert.deepEqual(
      resources.filter((arn) => !own.test(arn)),
      [],
    );
    assert.deepEqual(
      read(GOOD, {}, "prod").access.map(({ name }) => name),
      ["release-leads", "runner"],
    );
  });

  it("is refused with everything that is wrong in it and in the settings", () => {
    const roles = { ...GOOD.roles, carts: { may: ["observe"], apps: ["cart"] } };
    assert.deepEqual(problemsOf({ ...GOOD, roles }, { "app-of-apps:owner": undefined }), [
      "app-of-apps:owner: is missing",
      'map: roles.carts.apps[0]: unknown app "cart"',
    ]);
    const [unreadable, ...others] = problemsOf(GOOD, { "app-of-apps:accessMap": "access/none.json" });
    assert.match(unreadable ?? "", /access\/none\.json: cannot be read: ENOENT/);
    assert.deepEqual(others, []);
  });

  it("is refused where it lets no people into the environment", () => {
    const people = { team: { ...GOOD.people["release-leads"], environments: ["staging"] } };
    const map = { roles: { lead: GOOD.roles.lead }, people, machines: GOOD.machines };
    assert.deepEqual(problemsOf(map), ["map: people: nobody is let into dev"]);
    assert.deepEqual(problemsOf(map, {}, "staging"), []);
  });

  it("needs the runner's key in the settings only for a machine without a key of its own", () => {
    const noKey = { "app-of-apps:runnerPublicKey": undefined };
    assert.deepEqual(problemsOf(GOOD, noKey), ["app-of-apps:runnerPublicKey: is missing"]);
    const machines = { nightly: { role: "lead", publicKeys: { dev: KEY } } };
    assert.deepEqual(problemsOf({ ...GOOD, machines }, noKey), []);
    const [unused] = problemsOf({ ...GOOD, machines });
    assert.match(unused ?? "", /runnerPublicKey: is set, and every machine of the access map has a key of its own$/);
  });

  it("does not give jobs a role in the GitHub environment of previews", () => {
    const github = JSON.stringify({ ...GITHUB, preview: { environment: "dev-preview" } });
    const jobs = (environment: string) => ({
      ...GOOD,
      ci: { checks: { role: "lead", github: { ...GITHUB, environment } } },
    });
    assert.deepEqual(problemsOf(jobs("checks"), { "app-of-apps:github": github }), []);
    assert.deepEqual(problemsOf(jobs("dev-preview"), { "app-of-apps:github": github }), [
      'map: ci.checks.github.environment: "dev-preview" is the GitHub environment of previews, which nobody reviews',
    ]);
  });
});
