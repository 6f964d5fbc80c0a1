import assert from "node:assert/strict";
import path from "node:path";
import { cacheRoot, digest, entryName } from "../../../sandbox/engine/tools/cache";

describe("the cache", () => {
  const cases: readonly [string, NodeJS.ProcessEnv, string][] = [
    ["its own variable", { APP_OF_APPS_CACHE: "/c", XDG_CACHE_HOME: "/x" }, "/c"],
    ["a relative value of its own variable", { APP_OF_APPS_CACHE: "c" }, path.resolve("c")],
    ["an empty one", { APP_OF_APPS_CACHE: "", XDG_CACHE_HOME: "/x" }, "/x/app-of-apps-step-functions"],
    ["the XDG variable", { XDG_CACHE_HOME: "/x" }, "/x/app-of-apps-step-functions"],
    ["a relative XDG variable", { XDG_CACHE_HOME: "x" }, "/home/h/.cache/app-of-apps-step-functions"],
    ["neither", {}, "/home/h/.cache/app-of-apps-step-functions"],
  ];
  for (const [name, env, expected] of cases) {
    it(`is found with ${name}`, () => assert.equal(cacheRoot(env, "/home/h"), expected));
  }

  it("names entries by a digest of their inputs that distinguishes how the inputs are split", () => {
    assert.notEqual(digest("ab", "c"), digest("a", "bc"));
    assert.equal(digest("ä"), digest(Buffer.from("ä")));
    const name = entryName("pulumi", "3.258.0", ["go.mod", "go.sum"]);
    assert.match(name, new RegExp(`^pulumi-3\\.258\\.0-${process.platform}-${process.arch}-[0-9a-f]{12}$`));
    assert.equal(name, entryName("pulumi", "3.258.0", ["go.mod", "go.sum"]));
    assert.notEqual(name, entryName("pulumi", "3.258.0", ["go.mod", "other"]));
  });
});
