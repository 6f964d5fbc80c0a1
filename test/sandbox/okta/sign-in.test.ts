import assert from "node:assert/strict";
import { OktaError, type PersonSignIn, signInPerson } from "../../../sandbox/okta/sign-in";
import { type PeopleSetUp, peopleSetUp, TestOrg } from "../../helpers/okta-org";

describe("a person's sign-in", () => {
  let org: TestOrg;
  let set: PeopleSetUp;
  let person: { id: string; login: string; password: string };

  beforeEach(async () => {
    org = await TestOrg.start();
    set = await peopleSetUp(org);
    person = await org.person("ada.platform@example.com", "platform");
  });
  afterEach(() => org.okta.stop());

  const signIn = (changes: Partial<PersonSignIn> = {}) =>
    signInPerson({
      org: org.okta.orgUrl,
      hosts: org.hosts,
      clientId: set.clientId,
      federationAppId: set.federationAppId,
      username: person.login,
      password: person.password,
      ...changes,
    });

  it("returns an assertion with the role that the person's group names, and no other", async () => {
    const { roles } = await signIn();
    assert.deepEqual(roles, [
      {
        roleArn: "arn:aws:iam::123456789012:role/retail-test_operator",
        providerArn: "arn:aws:iam::123456789012:saml-provider/retail-test-okta",
      },
    ]);
  });

  it("removes the role as soon as the rule removes the person from the group", async () => {
    // Still assigned to both apps by hand, so that the sign-in itself works.
    for (const app of [set.nativeAppId, set.federationAppId]) {
      await org.call("POST", `/api/v1/apps/${app}/users`, { id: person.id });
    }
    assert.equal((await signIn()).roles.length, 1);
    await org.call("POST", `/api/v1/users/${person.id}`, { profile: { department: "sales" } });
    assert.deepEqual((await signIn()).roles, []);
  });

  type Refusal = readonly [string, () => Promise<Partial<PersonSignIn> | undefined>, number, string, string, RegExp];
  const refusals: readonly Refusal[] = [
    [
      "a wrong password",
      async () => ({ password: "Wrong-pass-1" }),
      401,
      "E0000004",
      "person's sign-in",
      /Authentication failed/,
    ],
    [
      "an unknown person",
      async () => ({ username: "no@example.com" }),
      401,
      "E0000004",
      "person's sign-in",
      /Authentication failed/,
    ],
    [
      "a person outside of the group",
      async () => {
        const { login: username, password } = await org.person("eve.sales@example.com", "sales");
        return { username, password };
      },
      403,
      "E0000022",
      "person's sign-in",
      /not assigned to the client application/,
    ],
    [
      "a person whom the rule has taken out",
      async () => void (await org.call("POST", `/api/v1/users/${person.id}`, { profile: { department: "sales" } })),
      403,
      "E0000022",
      "person's sign-in",
      /not assigned/,
    ],
    [
      "a suspended person",
      async () => void (await org.call("POST", `/api/v1/users/${person.id}/lifecycle/suspend`)),
      401,
      "E0000004",
      "person's sign-in",
      /Authentication failed/,
    ],
    [
      "a deactivated person",
      async () => void (await org.call("POST", `/api/v1/users/${person.id}/lifecycle/deactivate`)),
      401,
      "E0000004",
      "person's sign-in",
      /Authentication failed/,
    ],
    [
      "an inactive terminal app",
      async () => void (await org.call("POST", `/api/v1/apps/${set.nativeAppId}/lifecycle/deactivate`)),
      401,
      "invalid_client",
      "device authorization",
      /client_id/,
    ],
    [
      "an unknown client",
      async () => ({ clientId: "nobody-at-all" }),
      401,
      "invalid_client",
      "device authorization",
      /client_id/,
    ],
    [
      "a person without the federation app",
      async () => void (await org.call("DELETE", `/api/v1/apps/${set.federationAppId}/groups/${set.operators}`)),
      400,
      "access_denied",
      "token exchange",
      /not assigned/,
    ],
    [
      "an inactive federation app",
      async () => void (await org.call("POST", `/api/v1/apps/${set.federationAppId}/lifecycle/deactivate`)),
      400,
      "invalid_target",
      "token exchange",
      /active SAML application/,
    ],
    [
      "another app as the target",
      async () => ({ federationAppId: set.nativeAppId }),
      400,
      "invalid_target",
      "token exchange",
      /SAML/,
    ],
  ];
  for (const [name, prepare, status, code, step, summary] of refusals) {
    it(`refuses ${name}`, async () => {
      const changes = await prepare();
      await assert.rejects(signIn(changes ?? {}), (error: unknown) => {
        assert.ok(error instanceof OktaError);
        assert.deepEqual([error.status, error.code, error.step], [status, code, step]);
        assert.match(error.summary, summary);
        assert.ok(!error.message.includes(person.password));
        return true;
      });
    });
  }

  it("locks a person out after ten wrong passwords, until an administrator unlocks the account", async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await assert.rejects(signIn({ password: "Wrong-pass-1" }));
    }
    await assert.rejects(signIn(), { code: "E0000004" });
    await org.call("POST", `/api/v1/users/${person.id}/lifecycle/unlock`);
    assert.equal((await signIn()).roles.length, 1);
  });
});
