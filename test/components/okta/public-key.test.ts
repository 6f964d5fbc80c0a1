import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { privateMembers, publicKeySchema } from "../../../components/okta/public-key";

const pair = (modulusLength: number) => generateKeyPairSync("rsa", { modulusLength });

describe("public key of a machine", () => {
  const { publicKey, privateKey } = pair(2048);
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "runner" };

  it("is an RSA key with an id", () => {
    assert.deepEqual(publicKeySchema.parse({ ...jwk, use: "sig" }), { ...jwk, use: "sig" });
    assert.deepEqual(privateMembers(jwk), []);
  });

  it("differs from a private key, whose values no message repeats", () => {
    const found = privateMembers({ ...privateKey.export({ format: "jwk" }), kid: "runner" });
    assert.deepEqual(found, ["d", "p", "q", "dp", "dq", "qi"]);
  });

  for (const [what, key] of [
    ["a weak key", { ...pair(1024).publicKey.export({ format: "jwk" }), kid: "weak" }],
    ["a key without id", publicKey.export({ format: "jwk" })],
    ["a shared secret", { kty: "oct", k: "c2VjcmV0", kid: "x" }],
    ["a private key, even so", { ...privateKey.export({ format: "jwk" }), kid: "runner" }],
    ["text", "-----BEGIN PUBLIC KEY-----"],
  ] as const) {
    it(`refuses ${what}`, () => assert.equal(publicKeySchema.safeParse(key).success, false));
  }
});
