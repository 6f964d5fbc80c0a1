import assert from "node:assert/strict";
import { HOOP } from "../../../components/proxy/conventions";
import { planProxy } from "../../../components/proxy/plan";
import { proxyRegistration, proxyVariables } from "../../../components/proxy/registration";
import { proxySchema } from "../../../components/proxy/schema";
import { NAMES } from "../../helpers/environment-names";

const OTHER = {
  callbackPath: "/oauth2/callback",
  groupsClaim: "roles",
  pkce: true,
  variables: { issuer: "OIDC_ISSUER_URL", clientId: "CLIENT_ID", clientSecret: "CLIENT_SECRET" },
};
const HOOP_SETTINGS = { kind: "hoop", url: "https://hoop.example.com", groups: ["operator"] };

describe("registration of an identity-aware proxy", () => {
  it("has hoop's addresses and variables, and no secret among them", () => {
    const registration = proxyRegistration("https://hoop.example.com", ["ops"], HOOP);
    assert.deepEqual(registration.redirectUris, ["https://hoop.example.com/api/callback"]);
    assert.deepEqual(registration.postLogoutRedirectUris, ["https://hoop.example.com/api/logout"]);
    assert.equal(registration.pkceRequired, false);
    const place = { url: "https://hoop.example.com", issuer: "https://org.okta.com/oauth2/aus1", clientId: "c" };
    assert.deepEqual(proxyVariables(HOOP, place), {
      API_URL: "https://hoop.example.com",
      IDP_ISSUER: "https://org.okta.com/oauth2/aus1?_userinfo=1",
      IDP_CLIENT_ID: "c",
      IDP_GROUPS_CLAIM: "groups",
    });
  });

  it("differs for another proxy in names only", () => {
    const registration = proxyRegistration("https://p.example.com", ["ops"], OTHER);
    assert.deepEqual(registration, {
      redirectUris: ["https://p.example.com/oauth2/callback"],
      postLogoutRedirectUris: [],
      pkceRequired: true,
      claim: { name: "roles", filter: "^(?:ops)$" },
    });
    assert.deepEqual(proxyVariables(OTHER, { url: "https://p.example.com", issuer: "https://i", clientId: "c" }), {
      OIDC_ISSUER_URL: "https://i",
      CLIENT_ID: "c",
    });
  });

  it("filters groups by their whole names, whatever characters they have", () => {
    const names = ["aws#retail-dev#retail-dev_operator#111111111111", "a.b (x) [y] {z} $^|*+?\\"];
    const { claim } = proxyRegistration("https://p.example.com", names, HOOP);
    const filter = new RegExp(claim.filter);
    assert.deepEqual(
      names.filter((name) => filter.test(name)),
      names,
    );
    for (const neighbour of [
      "aws#retail-dev#retail-dev_operator#1111111111112",
      `x${names[0]}`,
      "aXb (x) [y] {z} $^|*+?\\",
    ]) {
      assert.equal(filter.test(neighbour), false, neighbour);
    }
  });

  it("reads its own secret and writes its own log, under a boundary of the same actions", () => {
    const { statements, boundary } = planProxy(NAMES);
    const actions = ["kms:Decrypt", "logs:CreateLogStream", "logs:PutLogEvents", "secretsmanager:GetSecretValue"];
    assert.deepEqual(statements.flatMap(({ Action }) => Action).sort(), actions);
    const allowed = boundary?.Statement.filter(({ Effect }) => Effect === "Allow").flatMap(({ Action }) => Action);
    assert.deepEqual(allowed?.sort(), actions);
    const readable = statements.find(({ Sid }) => Sid === "ReadClientSecret")?.Resource;
    assert.deepEqual(readable, [
      "arn:aws:secretsmanager:eu-central-1:111111111111:secret:retail/dev/_proxy/client-secret-??????",
    ]);
  });

  it("lets nobody but the rotation's role sign with its key", () => {
    const { signingKeyPolicy } = planProxy(NAMES);
    const signing = signingKeyPolicy.Statement.filter(({ Action }) => Action.some((one) => one === "kms:Sign"));
    assert.deepEqual(
      signing.map(({ Principal }) => Principal),
      [{ AWS: "arn:aws:iam::111111111111:role/retail-dev_proxy-rotation" }],
    );
  });
});

describe("settings of an identity-aware proxy", () => {
  it("are hoop's address and groups, or another proxy's names", () => {
    assert.deepEqual(proxySchema.parse(HOOP_SETTINGS), { ...HOOP_SETTINGS, secretMaxAgeDays: 30 });
    const other = { ...HOOP_SETTINGS, kind: "other", ...OTHER };
    assert.deepEqual(proxySchema.parse(other), { ...other, secretMaxAgeDays: 30 });
  });

  const wrong: Readonly<Record<string, object>> = {
    "an address without encryption": { url: "http://hoop.example.com" },
    "an address with / at the end": { url: "https://hoop.example.com/" },
    "an address with a query": { url: "https://hoop.example.com?a=b" },
    "an address with a user": { url: "https://a:b@hoop.example.com" },
    "no groups": { groups: [] },
    "a group that no entry can be": { groups: ["No body"] },
    "a group twice": { groups: ["operator", "operator"] },
    "a secret that lives too long": { secretMaxAgeDays: 91 },
    "an unknown kind": { kind: "teleport" },
    "a path of hoop's own": { callbackPath: "/x" },
    "another proxy without names": { kind: "other" },
  };
  for (const [what, change] of Object.entries(wrong)) {
    it(`refuse ${what}`, () => {
      assert.equal(proxySchema.safeParse({ ...HOOP_SETTINGS, ...change }).success, false);
    });
  }
});
