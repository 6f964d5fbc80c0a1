import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { evidenceJsonSchema, evidenceRecordSchema } from "../../../components/evidence/record";
import { GRANT, MOVE, ROLLBACK, RUN } from "./sample-records";

const PUBLISHED = join(__dirname, "..", "..", "..", "docs", "evidence-record.schema.json");

describe("Evidence record", () => {
  for (const record of [RUN, MOVE, ROLLBACK, GRANT]) {
    it(`has a schema for a record of kind ${record.kind}`, () => {
      assert.deepEqual(evidenceRecordSchema.parse(record), record);
    });

    it(`refuses a field that the schema of ${record.kind} does not name`, () => {
      assert.equal(evidenceRecordSchema.safeParse({ ...record, password: "hunter2" }).success, false);
    });
  }

  it("refuses a field of an app that the schema does not name", () => {
    const apps = RUN.apps.map((app) => ({ ...app, result: { token: "x" } }));
    assert.equal(evidenceRecordSchema.safeParse({ ...RUN, apps }).success, false);
  });

  it("is published as the JSON Schema in docs/", () => {
    const fix = "npm run generate:evidence-schema writes it";
    assert.deepEqual(
      JSON.parse(readFileSync(PUBLISHED, "utf8")),
      JSON.parse(JSON.stringify(evidenceJsonSchema())),
      fix,
    );
  });
});
