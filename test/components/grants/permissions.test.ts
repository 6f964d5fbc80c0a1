import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planEnvironment } from "../../../components/environment/plan";
import { grantsNames } from "../../../components/grants/names";
import { readInputs } from "../../../stacks/inputs";
import { stackConfig } from "../../helpers/stack-config";

const ROLES = {
  operator: { may: ["observe", "stop"] },
  starter: { may: ["stop"] },
  "db-team": { may: ["observe"], apps: ["carts"] },
  runner: { may: ["start", "observe"] },
};
const person = (role: string) => ({ role, members: `user.department=="${role}"` });

describe("permissions around grants", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "grants-permissions-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** The environment's plan, with roles on request or without. */
  function plan(hasGrants: boolean) {
    const onRequest = { "on-call": { role: "operator", onRequest: { askedBy: ["operator"] } } };
    const people = {
      ...Object.fromEntries(["operator", "starter", "db-team"].map((role) => [role, person(role)])),
      ...(hasGrants ? onRequest : {}),
    };
    const file = join(folder, "map.json");
    writeFileSync(file, JSON.stringify({ roles: ROLES, people, machines: { runner: { role: "runner" } } }));
    const config: Record<string, string> = {
      ...stackConfig("dev"),
      "app-of-apps:accessMap": file,
      ...(hasGrants ? { "app-of-apps:runsApi": "true", "app-of-apps:grants": "true" } : {}),
    };
    return planEnvironment(readInputs("dev", { get: (key) => config[key], keys: () => Object.keys(config) }));
  }

  it("let an observer of all apps read the table's rows with its key, and others nothing of it", () => {
    const { identities, names } = plan(true);
    const { table } = grantsNames(names);
    const about = (entry: string) =>
      (identities[entry] ?? assert.fail(entry)).filter((one) => /dynamodb/.test(JSON.stringify(one)));
    assert.deepEqual(about("operator"), [
      { Sid: "ObserveGrants", Effect: "Allow", Action: ["dynamodb:Scan"], Resource: [table.arn] },
      {
        Sid: "ReadGrants",
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: [names.anyKeyArn],
        Condition: {
          StringEquals: {
            "kms:ViaService": "dynamodb.eu-central-1.amazonaws.com",
            "kms:EncryptionContext:aws:dynamodb:tableName": table.name,
          },
        },
      },
    ]);
    assert.deepEqual([about("starter"), about("db-team")], [[], []]);
  });

  it("add nothing where no role is on request", () => {
    assert.doesNotMatch(JSON.stringify(plan(false).identities), /dynamodb/);
  });
});
