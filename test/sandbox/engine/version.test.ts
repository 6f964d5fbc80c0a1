import assert from "node:assert/strict";
import { ENGINE_VERSION, fits, parseVersion } from "../../../sandbox/engine/tools/version";

describe("versions of the Pulumi CLI", () => {
  const cases: readonly [string, boolean][] = [
    [ENGINE_VERSION, true],
    ["v3.258.0", true],
    ["3.220.0\n", true],
    ["3.220.1+dirty", true],
    ["3.1000.0", true],
    ["3.219.9", false],
    ["3.3.0", false],
    ["2.300.0", false],
    ["4.0.0", false],
    ["30.258.0", false],
    ["3.259.0-alpha.1", false],
    ["3.258", false],
    ["", false],
    ["pulumi 3.258.0", false],
  ];
  for (const [text, expected] of cases) {
    it(`${JSON.stringify(text)} ${expected ? "fits" : "does not fit"}`, () => assert.equal(fits(text), expected));
  }

  it("are compared number by number", () => {
    assert.deepEqual(parseVersion("v3.2.10-dev.1"), { major: 3, minor: 2, patch: 10, prerelease: true });
    assert.equal(parseVersion("3.2"), undefined);
  });
});
