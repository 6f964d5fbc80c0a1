import assert from "node:assert/strict";
import { accessChanges } from "../../../components/access/diff";
import { parseAccessMap } from "../../../components/access/map-file";
import { mapProblems } from "../../../components/access/map-problems";
import { resolveAccess } from "../../../components/access/resolve";

const ON_REQUEST = { askedBy: ["viewer"], approvedBy: "lead" };
const map = (onRequest: object, roles: object = {}, people: object = {}) => ({
  roles: { viewer: { may: ["observe"] }, lead: { may: ["stop", "approve"] }, ...roles },
  people: {
    viewer: { role: "viewer", members: "user.a==1" },
    lead: { role: "lead", members: "user.a==2" },
    "on-call": { role: "viewer", onRequest },
    ...people,
  },
});

function parsed(value: object) {
  const result = parseAccessMap(value);
  assert.ok("map" in result, JSON.stringify(result));
  return result.map;
}

const problemsOf = (value: object) =>
  mapProblems(parsed(value), { environments: ["dev"], apps: ["orders"] }).map(
    ({ place, message }) => `${place}: ${message}`,
  );

describe("problems of entries on request", () => {
  it("are none where lasting people ask and others with approve answer, or nobody has to", () => {
    assert.deepEqual(problemsOf(map(ON_REQUEST)), []);
    assert.deepEqual(problemsOf(map({ ...ON_REQUEST, breakGlass: true, longestMinutes: 720, reason: "INC-\\d+" })), []);
    const lead = { roles: { lead: { may: ["stop"] } } };
    assert.deepEqual(problemsOf(map({ askedBy: ["viewer", "lead"] }, lead.roles)), []);
  });

  it("are found together: who may not ask, and a role that cannot answer", () => {
    assert.deepEqual(
      problemsOf(map({ askedBy: ["veiwer", "on-call"], approvedBy: "viewer" }, { lead: { may: ["stop"] } })),
      [
        'people.on-call.onRequest.askedBy[0]: unknown entry of people "veiwer"',
        'people.on-call.onRequest.askedBy[1]: "on-call" is on request itself',
        'people.on-call.onRequest.approvedBy: role "viewer" has no approve',
      ],
    );
    assert.deepEqual(problemsOf(map(ON_REQUEST, {}, { lead: { role: "lead", onRequest: ON_REQUEST } })), [
      'people.lead.onRequest.approvedBy: no people have the role "lead" for good',
      'people.on-call.onRequest.approvedBy: no people have the role "lead" for good',
    ]);
    assert.deepEqual(problemsOf(map({ askedBy: ["viewer"], approvedBy: "leed" }, { lead: { may: ["stop"] } })), [
      'people.on-call.onRequest.approvedBy: unknown role "leed"',
    ]);
  });

  it("include an emergency that does without an approval which nobody asks for", () =>
    assert.deepEqual(problemsOf(map({ askedBy: ["viewer"], breakGlass: true }, { lead: { may: ["stop"] } })), [
      "people.on-call.onRequest.breakGlass: is true, and nobody has to approve anyway",
    ]));

  it("include durations, patterns and sources that are none", () => {
    const messages = (onRequest: object, more: object = {}) => {
      const result = parseAccessMap(map({}, {}, { "on-call": { role: "viewer", onRequest, ...more } }));
      return "problems" in result ? result.problems.map(({ place, message }) => `${place}: ${message}`) : [];
    };
    assert.deepEqual(messages({ ...ON_REQUEST, longestMinutes: 14 }).length, 1);
    assert.deepEqual(messages({ ...ON_REQUEST, longestMinutes: 721 }).length, 1);
    assert.deepEqual(messages({ ...ON_REQUEST, reason: "INC-(" }), [
      'people.on-call.onRequest.reason: "INC-(" is not a regular expression',
    ]);
    assert.match(messages(ON_REQUEST, { members: "user.a==1" })[0] ?? "", /one of members, groupAlias and onRequest/);
    assert.equal(messages({ askedBy: [] }).length, 1);
  });
});

describe("entries on request", () => {
  it("are in an environment that grants access, and in no other", () => {
    const names = (grants: boolean) =>
      resolveAccess(parsed(map(ON_REQUEST)), { environment: "dev", machineAccess: true, grants }).map(
        ({ name }) => name,
      );
    assert.deepEqual(names(true), ["viewer", "lead", "on-call"]);
    assert.deepEqual(names(false), ["viewer", "lead"]);
  });

  it("are compared by who asks, who answers and how long", () => {
    const changes = accessChanges(
      parsed(map(ON_REQUEST)),
      parsed(map({ ...ON_REQUEST, longestMinutes: 30, breakGlass: true })),
      ["dev"],
    );
    assert.deepEqual(
      changes.map(({ text }) => text),
      [
        "in dev, on-call is people on request (asked by viewer, approved by lead, at most 30 minutes, without approval " +
          "in an emergency), no longer people on request (asked by viewer, approved by lead, at most 60 minutes)",
      ],
    );
  });
});
