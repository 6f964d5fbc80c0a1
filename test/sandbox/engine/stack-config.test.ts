import assert from "node:assert/strict";
import { mergeSettings, splitConfig } from "../../../sandbox/engine/stack/stack-config";

describe("a stack's configuration", () => {
  it("gets the project's namespace where it has none, and is split by secrecy", () => {
    const config = {
      a: "1",
      "aws:region": "us-east-1",
      b: { value: "2", secret: false },
      c: { value: "3", secret: true },
    };
    assert.deepEqual(splitConfig(config), {
      plain: { "app-of-apps:a": "1", "aws:region": "us-east-1", "app-of-apps:b": "2" },
      secret: { "app-of-apps:c": "3" },
    });
  });

  it("consists of the file with the given values over it, and keeps the salt of the run", () => {
    const file = {
      secretsProvider: "awskms://alias/theirs",
      encryptedKey: "theirs",
      encryptionSalt: "theirs",
      config: { "app-of-apps:a": "file", "app-of-apps:b": "file", "app-of-apps:c": { secure: "v1:theirs" } },
    };
    const previous = { encryptionSalt: "v1:ours", config: { "app-of-apps:gone": "x" } };
    const config = { b: "given", c: { value: "given", secret: true } };
    assert.deepEqual(mergeSettings(file, previous, config, "Pulumi.dev.yaml"), {
      encryptionSalt: "v1:ours",
      config: { "app-of-apps:a": "file", "app-of-apps:b": "given" },
    });
    assert.deepEqual(mergeSettings(undefined, undefined, {}, "none"), { config: {} });
  });

  it("reports every encrypted value of the file that is not given", () => {
    const secure = { secure: "v1:theirs" };
    const file = { config: { "app-of-apps:a": secure, "app-of-apps:b": secure, "okta:apiToken": secure } };
    assert.throws(
      () => mergeSettings(file, undefined, { b: "given" }, "Pulumi.dev.yaml"),
      /^Error: Pulumi\.dev\.yaml: app-of-apps:a, okta:apiToken: encrypted with another key/,
    );
  });

  it("does not keep a file's plain value under a secret one", () => {
    const file = { config: { "app-of-apps:a": "plain" } };
    assert.deepEqual(mergeSettings(file, undefined, { a: { value: "s", secret: true } }, "f"), { config: {} });
  });
});
