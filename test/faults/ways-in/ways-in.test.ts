import assert from "node:assert/strict";
import type { JWTPayload } from "jose";
import { clientNames } from "../../../components/okta/client-names";
import { newSamlKey, newSigningKey } from "../../../sandbox/okta/keys";
import type { Person } from "../../../sandbox/run/people/identities";
import { addPerson } from "../../../sandbox/run/people/people";
import { TEAM } from "./access-map";
import { WaysIn } from "./environment";

/** What can be wrong with a way in, and `right`. */
const CASES = [
  "right",
  "wrong group",
  "wrong audience",
  "wrong issuer",
  "expired",
  "bad signature",
  "alg none",
  "replayed",
  "another environment's",
  "session too long",
  "scope missing",
  "tag missing",
  "another team's tag",
] as const;
type Case = (typeof CASES)[number];

/** An attempt to come in: it resolves where it is let in. */
type Attempt = () => Promise<unknown>;

/** What one way in can get wrong; a case that has no meaning there is left out, with its reason. */
type Way = Readonly<Partial<Record<Case, Attempt>>>;

/** Where an assertion and a token state a session tag, whose key follows, and a source identity. */
const SAML_TAG = "https://aws.amazon.com/SAML/Attributes/PrincipalTag";
const SOURCE_IDENTITY = "https://aws.amazon.com/source_identity";
const TOKEN_TAG = "https://aws.amazon.com/tags/principal_tags";

const MINUTE = 60;
const seconds = () => Math.floor(Date.now() / 1000);

describe("every way in with every fault, at a deployed environment", function () {
  this.timeout(300_000);
  let place: WaysIn;
  let olivia: Person;
  let max: Person;
  let machine: JWTPayload;
  let starting: JWTPayload;
  let person: JWTPayload;
  const asTheyShould = new Map<string, Case[]>();

  before(async () => {
    place = await WaysIn.start();
    const { okta, runsApi } = place.outputs;
    const { cloud } = place.made;
    olivia = await addPerson(cloud, "olivia.ortega@embedded.okta.example", "platform");
    max = await addPerson(cloud, "max.meyer@embedded.okta.example", "marketing");
    machine = await place.machineClaims(okta.scope ?? "");
    starting = await place.machineClaims(runsApi?.scopes.start ?? "");
    person = await place.personClaims(olivia, runsApi?.scopes.start ?? "");
    const { samlAssertion } = await place.signIn(olivia);
    await place.samlSession("operator", samlAssertion);
    await place.takeFederationKey();
  });
  after(async () => {
    await place?.stop();
    const rows = Object.entries(ways).map(([way, cases]) => [way, Object.keys(cases).length] as const);
    const good = (way: string) => asTheyShould.get(way)?.length ?? 0;
    const all = rows.reduce((sum, [, count]) => sum + count, 0);
    const lines = rows.map(([way, count]) => `${way.padEnd(20)} ${good(way)} of ${count}: ${asTheyShould.get(way)}`);
    const total = rows.reduce((sum, [way]) => sum + good(way), 0);
    process.stdout.write([...lines, `${total} of ${all} let in or refused as they should be`, ""].join("\n"));
  });

  const expired = () => ({ iat: seconds() - 61 * MINUTE, exp: seconds() - MINUTE, nbf: undefined });
  const elsewhere = () => ({ iss: `${machine.iss}x` });
  /** Another authorization server of the same org, as another environment has. */
  const stage = () => ({
    iss: String(machine.iss).replace(/[^/]*$/, "ausstage00000000000"),
    aud: "https://stage.example",
  });

  const ways: Readonly<Record<string, Way>> = {
    "person, SAML": {
      right: () => place.samlSession("operator", place.assertion("operator")),
      "wrong group": () => place.samlSession("operator", place.assertion("viewer")),
      "wrong audience": () =>
        place.samlSession("operator", place.assertion("operator", { audience: "https://x.example" })),
      "wrong issuer": () =>
        place.samlSession("operator", place.assertion("operator", { issuer: "http://www.okta.com/exkother" })),
      expired: () =>
        place.samlSession("operator", place.assertion("operator", { issuedAt: Date.now() - 6 * MINUTE * 1000 })),
      "bad signature": async () =>
        place.samlSession("operator", place.assertion("operator", {}, { key: await newSamlKey("x", Date.now()) })),
      "alg none": () => place.samlSession("operator", place.assertion("operator", {}, { unsigned: true })),
      replayed: () =>
        place.samlSession("operator", place.assertion("operator", { issuedAt: Date.now() - 5 * MINUTE * 1000 - 1000 })),
      "another environment's": () =>
        place.samlSession("operator", place.assertion("operator", { issuer: "http://www.okta.com/exkstage" })),
      "session too long": () => place.samlSession("operator", place.assertion("operator"), 3601),
    },
    "machine, OIDC": {
      ...tokenWay(
        () => machine,
        (token) => place.session("runner", token),
      ),
      "wrong group": async () =>
        place.session("runner", await place.token(machine, { claims: { sub: "shop-sandbox_other" } })),
      "session too long": async () => place.session("runner", await place.token(machine), { DurationSeconds: 3601 }),
    },
    "job, GitHub Actions": {
      right: () => place.job(),
      "wrong group": () => place.job({ claims: { repository_id: "1" } }),
      "wrong audience": () => place.job({ claims: { aud: "https://github.com/acme" } }),
      "wrong issuer": () => place.job({ claims: { iss: machine.iss } }),
      expired: () => place.job({ claims: expired() }),
      "bad signature": () => place.job({ key: newSigningKey() }),
      "alg none": () => place.job({ algorithm: "none" }),
      replayed: () => place.job({ claims: { iat: seconds() - 10 * MINUTE, exp: seconds() - 5 * MINUTE } }),
      "another environment's": () =>
        place.job({ claims: { environment: "stage", sub: "repo:acme@123456/billing@456789:environment:stage" } }),
      "session too long": () => place.job({}, { DurationSeconds: 3601 }),
    },
    "team person, SAML": {
      right: async () => place.readApp(await place.samlSession("team", teamAssertion(TEAM))),
      "tag missing": () => place.samlSession("team", place.assertion("team")),
      "another team's tag": async () => place.readApp(await place.samlSession("team", teamAssertion("checkout"))),
    },
    "team machine, OIDC": {
      right: async () => place.readApp(await place.session("team-ci", await teamToken(TEAM))),
      "tag missing": async () => place.session("team-ci", await teamToken(undefined)),
      "another team's tag": async () => place.readApp(await place.session("team-ci", await teamToken("checkout"))),
    },
    "agent, OIDC": {
      ...tokenWay(
        () => agent(),
        (token) => place.session("helper", token),
      ),
      "wrong group": async () => place.session("helper", await place.token(machine)),
      "session too long": async () => place.session("helper", await place.token(agent()), { DurationSeconds: 3601 }),
      "tag missing": async () => place.session("helper", await place.token(agent("person"))),
    },
    "runs API, agent": {
      ...tokenWay(() => asClient(starting, "helper", {}), start),
      "wrong group": async () => start(await place.token(asClient(starting, "other", {}))),
      "scope missing": async () => start(await place.token(agent())),
    },
    "runs API, machine": {
      ...tokenWay(() => starting, start),
      "wrong group": async () =>
        start(await place.token(starting, { claims: { sub: "shop-sandbox_other", cid: "shop-sandbox_other" } })),
      "scope missing": async () => start(await place.token(machine)),
    },
    "runs API, person": {
      ...tokenWay(() => person, start),
      "wrong group": async () => start(await place.token(person, { claims: { groups: ["shop-sandbox_marketing"] } })),
      "scope missing": async () => start(await place.token(person, { claims: { scp: ["openid"] } })),
    },
  };

  const teamAssertion = (team: string) => place.assertion("team", { attributes: { [`${SAML_TAG}:team`]: [team] } });
  /** Claims of another client of the environment, as its own token has them. */
  const asClient = (claims: JWTPayload, entry: string, tags: Readonly<Record<string, string | undefined>>) => {
    const sub = clientNames(place.made.names).machine(entry);
    const stated = Object.entries(tags).map(([key, value]) => [`${TOKEN_TAG}/${key}`, value]);
    return { ...claims, sub, cid: sub, [SOURCE_IDENTITY]: sub, ...Object.fromEntries(stated) };
  };
  const teamToken = (team: string | undefined) => place.token(asClient(machine, "team-ci", { team }));
  const agent = (kind: string | undefined = "agent") => asClient(machine, "helper", { "identity-kind": kind });

  async function start(token: string): Promise<unknown> {
    return await place.api("POST", "/runs", token, { rehearse: true });
  }

  function tokenWay(claims: () => JWTPayload, use: (token: string) => Promise<unknown>): Way {
    const bent = (changes: () => Readonly<Record<string, unknown>>) => async () =>
      use(await place.token(claims(), { claims: changes() }));
    return {
      right: async () => use(await place.token(claims())),
      "wrong audience": bent(() => ({ aud: "https://x.example" })),
      "wrong issuer": bent(elsewhere),
      expired: bent(expired),
      "bad signature": async () => use(await place.token(claims(), { key: newSigningKey() })),
      "alg none": async () => use(await place.token(claims(), { algorithm: "none" })),
      replayed: bent(() => ({ iat: seconds() - 10 * MINUTE, exp: seconds() - 5 * MINUTE - 1 })),
      "another environment's": bent(stage),
    };
  }

  for (const [way, cases] of Object.entries(ways)) {
    for (const name of CASES.filter((one) => cases[one] !== undefined)) {
      it(`${way}: ${name} is ${name === "right" ? "let in" : "refused"}`, async () => {
        const verdict = await (cases[name] ?? assert.fail())().then(
          () => "let in",
          (error: Error) => `refused: ${error.name}`,
        );
        assert.match(
          verdict,
          name === "right" ? /^let in$/ : /^refused: (\w*(Token|Denied|Identity|Validation|IDP)\w*|40[13])$/,
        );
        asTheyShould.set(way, [...(asTheyShould.get(way) ?? []), name]);
      });
    }
  }

  it("a token that is sent twice to the runs API starts one run", async () => {
    const token = await place.token(starting, { claims: { jti: "AT.twice" } });
    const [first, second] = [await start(token), await start(token)] as { name: string }[];
    assert.equal(first?.name, second?.name);
  });

  it("a person outside every group gets neither a token nor an assertion for the role", async () => {
    await assert.rejects(place.personClaims(max, place.outputs.runsApi?.scopes.start ?? ""), /E0000022|access_denied/);
    await assert.rejects(place.signIn(max), /E0000022|access_denied/);
  });
});
