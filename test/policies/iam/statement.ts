import assert from "node:assert/strict";
import { parsePolicy, type Statement } from "../../../policies/iam/document";

/** A statement as the rules see it; Allow where it says nothing else. */
export function statement(fields: object): Statement {
  const parsed = parsePolicy(JSON.stringify({ Statement: [{ Effect: "Allow", ...fields }] }));
  assert.ok(parsed.kind === "statements");
  const [only] = parsed.statements;
  assert.ok(only !== undefined);
  return only;
}
