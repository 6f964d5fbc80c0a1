import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { permissionsOf } from "../../../policies/iam/action-table";
import { ResourceView } from "../../../policies/kit/resource-view";
import { tagsOf } from "../../../policies/kit/tags";
import { types } from "../../../policies/kit/types";
import { fieldsOf, snapshot } from "../../../policies/kit/value";

const INHERITED = Object.getOwnPropertyNames(Object.prototype);

describe("names that every object inherits", () => {
  for (const key of INHERITED) {
    it(`finds nothing by ${key} in fields, tags and tables that have no such key`, () => {
      assert.equal(fieldsOf(undefined)[key], undefined);
      assert.equal(fieldsOf(snapshot({ a: {} }))[key], undefined);
      assert.equal(fieldsOf(fieldsOf(snapshot({ a: {} })).a)[key], undefined);
      const role = new ResourceView({ type: types.role, name: "r", urn: "u", props: { tags: { a: "b" } } });
      assert.equal(tagsOf(role).fields[key], undefined);
      assert.equal(permissionsOf(`${key.toLowerCase()}:getItem`), undefined);
      assert.equal(permissionsOf(`${key}:${key}`), undefined);
    });
  }
});
