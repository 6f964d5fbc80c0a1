import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAccessMap } from "../../../components/access/map-file";
import { accessMapJsonSchema } from "../../../components/access/map-schema";

const FOLDER = join(__dirname, "..", "..", "..", "stacks", "access");
const readJson = (file: string): unknown => JSON.parse(readFileSync(join(FOLDER, file), "utf8"));

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PUBLIC = { ...publicKey.export({ format: "jwk" }), kid: "k1" };

const GOOD = {
  roles: { operator: { may: ["start", "observe"] }, viewer: { may: ["observe"], apps: ["orders"] } },
  people: { operator: { role: "operator", members: 'user.department=="platform"' } },
  machines: { nightly: { role: "viewer", publicKeys: { dev: PUBLIC } } },
};

/** Places and messages of a map's problems; none for a map without. */
function problemsOf(value: unknown): string[] {
  const parsed = parseAccessMap(value);
  return "problems" in parsed ? parsed.problems.map(({ place, message }) => `${place}: ${message}`) : [];
}

describe("the file of an access map", () => {
  it("has a JSON Schema next to it that is the one of the code", () => {
    const fix = "npm run generate:access-schema";
    assert.deepEqual(readJson("map.schema.json"), JSON.parse(JSON.stringify(accessMapJsonSchema())), fix);
  });

  it("is read as written, with all apps, an hour and no entries where nothing is said", () => {
    const parsed = parseAccessMap(GOOD);
    assert.ok("map" in parsed);
    assert.deepEqual(parsed.map.roles.operator, { may: ["start", "observe"], apps: "all" });
    assert.deepEqual(parsed.map.people.operator, { ...GOOD.people.operator, sessionMinutes: 60 });
    assert.deepEqual([parsed.map.ci, parsed.map.agents], [{}, {}]);
  });

  it("lists everything that is wrong with its place, and the closest known key", () => {
    const parsed = parseAccessMap({
      roles: { operator: { may: ["destroy"] }, Viewer: { may: [] } },
      people: { operator: { role: "operator", members: "true" }, viewer: { role: "viewer" } },
      machines: { nightly: { role: "operator", sesionMinutes: 15 } },
      ci: { deployer: { role: "operator", sessionMinutes: 61 } },
      robots: {},
    });
    assert.ok("problems" in parsed);
    assert.deepEqual(
      parsed.problems.map(({ place, message }) => `${place}: ${message}`),
      [
        'roles.operator.may[0]: "destroy" is not start, observe, stop, rollback, redrive, simulate or approve',
        'roles.Viewer: "Viewer" is not a name of lowercase letters, digits and -',
        'people.operator.members: "true" is not a test of an attribute or a group, e.g. user.department=="platform" or isMemberOfGroupName("x")',
        "people.viewer: an object is not an object with one of members, groupAlias and onRequest",
        'machines.nightly.sesionMinutes: unknown key "sesionMinutes"',
        "ci.deployer.sessionMinutes: 61 is more than 60",
        'robots: unknown key "robots"',
      ],
    );
    assert.equal(parsed.problems[4]?.fix, 'did you mean "sessionMinutes"?');
    for (const { place, fix } of parsed.problems) {
      assert.ok(fix.length > 5, place);
    }
  });

  for (const [what, changed, problem] of [
    ["no roles", { roles: undefined }, "roles: is missing"],
    [
      "apps that are neither all, own nor a list",
      { roles: { operator: { may: ["start"], apps: "some" } } },
      /roles\.operator\.apps: "some" is not "all", "own" or a list of at least one app/,
    ],
    ["a list of no apps", { roles: { operator: { may: ["start"], apps: [] } } }, /^roles\.operator\.apps: /],
    [
      "an existing group whose alias is a pattern",
      { people: { operator: { role: "operator", groupAlias: ".*" } } },
      /people\.operator\.groupAlias: "\.\*" is not an alias/,
    ],
    [
      "a session of 14 minutes",
      { people: { operator: { ...GOOD.people.operator, sessionMinutes: 14 } } },
      "people.operator.sessionMinutes: 14 is less than 15",
    ],
    [
      "an agent with a session length, which is 15 minutes",
      { agents: { bot: { role: "viewer", publicKeys: {}, sessionMinutes: 60 } } },
      'agents.bot.sessionMinutes: unknown key "sessionMinutes"',
    ],
    [
      "jobs of no repository",
      { ci: { deployer: { role: "operator", github: { repository: "x", repositoryId: "1", environment: "dev" } } } },
      /ci\.deployer\.github\.repository: "x" is not owner\/name/,
    ],
    [
      "a key of another kind",
      { machines: { nightly: { role: "viewer", publicKeys: { dev: { ...PUBLIC, kty: "EC" } } } } },
      /machines\.nightly\.publicKeys\.dev\.kty: "EC" is not RSA/,
    ],
  ] as const) {
    it(`refuses ${what}`, () => {
      const [found = "", ...others] = problemsOf({ ...GOOD, ...changed });
      assert.deepEqual(others, []);
      assert.ok(typeof problem === "string" ? found === problem : problem.test(found), found);
    });
  }

  it("names a private key once, without its value, as exposed", () => {
    const secret = { ...privateKey.export({ format: "jwk" }), kid: "k1" };
    const parsed = parseAccessMap({ ...GOOD, machines: { nightly: { role: "viewer", publicKeys: { dev: secret } } } });
    assert.ok("problems" in parsed);
    assert.deepEqual(parsed.problems, [
      {
        place: "machines.nightly.publicKeys.dev",
        message: "contains a private key (members d, p, q, dp, dq, qi)",
        fix: "treat that key as exposed: create a new one and write only its public half",
      },
    ]);
  });
});
