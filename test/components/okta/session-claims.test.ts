import assert from "node:assert/strict";
import { sessionClaims, sessionProfile } from "../../../components/okta/session-claims";

describe("claims that STS reads", () => {
  it("are one flat claim for each tag of any client, with its value in the profile", () => {
    const clients = [{ team: "orders" }, { "identity-kind": "agent", team: "search" }, {}];
    assert.deepEqual(sessionClaims(clients, false), [
      {
        id: "tag-identity-kind",
        name: "https://aws.amazon.com/tags/principal_tags/identity-kind",
        value: "app.profile.identityKind",
      },
      { id: "tag-team", name: "https://aws.amazon.com/tags/principal_tags/team", value: "app.profile.team" },
    ]);
    assert.deepEqual(
      clients.map((tags) => sessionProfile(tags, clients)),
      [
        '{"identityKind":"","team":"orders"}',
        '{"identityKind":"agent","team":"search"}',
        '{"identityKind":"","team":""}',
      ],
    );
  });

  it("are none without tags, and no client has a profile then", () => {
    assert.deepEqual(sessionClaims([{}, {}], false), []);
    assert.equal(sessionProfile({}, [{}, {}]), undefined);
  });

  it("have the client id as source identity where that is asked for", () => {
    assert.deepEqual(sessionClaims([{}], true), [
      { id: "source-identity", name: "https://aws.amazon.com/source_identity", value: "app.clientId" },
    ]);
  });
});
