import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { tokenIn } from "../../../components/definitions/run-approval";

describe("token of a waiting Task", () => {
  const calls: readonly (readonly [string, unknown, string | undefined])[] = [
    ["the message of a request", { Message: JSON.stringify({ default: "x", token: "AQC+1/=" }) }, "AQC+1/="],
    ["the values of an update", { ExpressionAttributeValues: { ":token": { S: "AQC+2/=" } } }, "AQC+2/="],
    ["a message without one", { Message: JSON.stringify({ default: "token" }) }, undefined],
    ["a message that is text", { Message: "token" }, undefined],
    ["a token that is not text", { Message: JSON.stringify({ token: 1 }) }, undefined],
    ["values of another update", { ExpressionAttributeValues: { ":state": { S: "active" } } }, undefined],
    ["no arguments", undefined, undefined],
  ];
  for (const [what, call, token] of calls) {
    it(`is ${token === undefined ? "not found" : "read"} in ${what}`, () => {
      assert.equal(tokenIn(call === undefined ? undefined : JSON.stringify(call)), token);
    });
  }
});
