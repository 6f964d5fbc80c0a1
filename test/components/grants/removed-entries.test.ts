import assert from "node:assert/strict";
import type { AccessEntry } from "../../../components/access/entry";
import { environmentNames, scopeOf } from "../../../components/core/names";
import type { GrantState } from "../../../components/grants/grant";
import type { OpenGrant } from "../../../components/grants/lambda/open-grants";
import { removedEntries } from "../../../components/grants/removed-entries";

const names = environmentNames(
  scopeOf({ blueprint: "retail", environment: "dev", account: "111111111111", region: "eu-central-1" }),
);
const KEPT: AccessEntry = {
  kind: "people",
  name: "on-call",
  role: "operator",
  grants: ["observe"],
  apps: "all",
  sessionSeconds: 3600,
  source: { onRequest: { askedBy: ["viewer"], longestMinutes: 60, breakGlass: false } },
};
const row = (entry: string, id: string, state: GrantState): OpenGrant => ({
  state,
  execution: "arn:x",
  requested: "",
  joined: false,
  grant: {
    id,
    entry,
    role: `retail-dev_${entry}`,
    person: { id: "00u1", login: "ann@example.com" },
    minutes: 60,
    reason: "INC-42 orders",
    ticket: "",
    approval: false,
    breakGlass: false,
    eligibility: [],
    identity: null,
  },
});
const ROWS = [
  row("on-call", "on-call-1", "active"),
  row("admin", "admin-1", "active"),
  row("admin", "admin-2", "ended"),
];

const warnings = async (rows: readonly OpenGrant[], hasGrants = true) =>
  await removedEntries({
    names,
    access: [KEPT],
    hasGrants,
    read: async (table) => {
      assert.equal(table, "retail-dev_access_grants");
      return rows;
    },
  });

describe("entries on request that a deployment removes", () => {
  it("are warned of while a grant of them is open, by id; what is kept, or has ended, is not", async () => {
    const [warning, ...more] = await warnings(ROWS);
    assert.deepEqual([warning?.place, more], ["grants of admin", []]);
    assert.match(
      warning?.message ?? "",
      /removed while a grant of it is open: admin-1; access ends with this deployment$/,
    );
    assert.match(warning?.fix ?? "", /revoke ID --stack dev$/);
    assert.deepEqual(await warnings([row("on-call", "on-call-1", "requested")]), []);
  });

  it("are all of them where nothing is granted any more, and count what is not shown", async () => {
    const many = Array.from({ length: 12 }, (_, index) => row("admin", `admin-${index}`, "ending"));
    const found = await warnings([...many, row("on-call", "on-call-1", "active")], false);
    assert.deepEqual(
      found.map(({ place }) => place),
      ["grants of admin", "grants of on-call"],
    );
    assert.match(
      found[0]?.message ?? "",
      /12 grants of it are open: admin-0, .*admin-9 and 2 more; access ends with .*, and no evidence record of its end is written$/,
    );
  });

  it("are not known where the table cannot be read: said where something is granted, and nothing elsewhere", async () => {
    const read = async () => {
      throw Object.assign(new Error("no"), { name: "AccessDeniedException" });
    };
    const unread = async (hasGrants: boolean) => await removedEntries({ names, access: [KEPT], hasGrants, read });
    const [warning] = await unread(true);
    assert.match(warning?.message ?? "", /could not look .*: AccessDeniedException: no$/);
    assert.deepEqual(await unread(false), []);
  });
});
