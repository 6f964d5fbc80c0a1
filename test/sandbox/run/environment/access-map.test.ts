import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAccessMap } from "../../../../components/access/map-file";
import { parseBlueprint } from "../../../../components/blueprint/parse";
import { writeAccessMap } from "../../../../sandbox/run/environment/access-map";
import { newRunnerKey } from "../../../../sandbox/run/environment/environment-stack";

const SAMPLE = JSON.parse(readFileSync(join(__dirname, "../../../../stacks/access/map.json"), "utf8"));

describe("access map of the sandbox", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "access-map-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** The map for a blueprint with one app. */
  const mapWith = async (app: string) => {
    const parsed = parseBlueprint({ name: "shop", apps: { [app]: { task: { kind: "lambda", function: "f" } } } });
    assert.ok("blueprint" in parsed);
    const text = readFileSync(await writeAccessMap(folder, parsed.blueprint, newRunnerKey("agent")), "utf8");
    return { text, map: JSON.parse(text) };
  };

  it("is the sample's map with people of teams, approvers, a role on request and an agent that waits for them", async () => {
    const { text, map } = await mapWith("db");
    const parsed = parseAccessMap(map);
    assert.ok("map" in parsed, JSON.stringify(parsed));
    for (const kind of ["roles", "people", "machines", "ci"]) {
      for (const [name, entry] of Object.entries(SAMPLE[kind])) {
        assert.deepEqual(map[kind][name], entry, `${kind}.${name}`);
      }
    }
    assert.deepEqual(Object.keys(map.people), [...Object.keys(SAMPLE.people), "developers", "approvers", "on-call"]);
    assert.equal(map.roles[map.people.developers.role].apps, "own");
    assert.equal(map.agents.agent.approval, true);
    assert.equal(map.people["on-call"].onRequest.approvedBy, map.people.approvers.role);
    assert.doesNotMatch(text, /"d":/);
  });

  it("has no role for own apps where an app has the blueprint's name, which such a role does not reach", async () => {
    const { map } = await mapWith("shop");
    assert.ok("map" in parseAccessMap(map));
    assert.deepEqual(
      [map.teamAttribute, map.roles.developer, map.people.developers],
      [undefined, undefined, undefined],
    );
    assert.equal(map.agents.agent.approval, true);
  });
});
