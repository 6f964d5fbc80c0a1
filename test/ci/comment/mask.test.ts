import assert from "node:assert/strict";
import { maskOf } from "../../../ci/comment/mask";

describe("masking of this job's secrets", () => {
  const key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----";
  const mask = maskOf({
    OKTA_API_TOKEN: "00token-of-okta",
    OKTA_API_PRIVATE_KEY: key,
    PULUMI_CONFIG_PASSPHRASE: "correct horse",
    AWS_SECRET_ACCESS_KEY: "00token-of-okta-and-more",
    SHORT_TOKEN: "abc",
    EMPTY_TOKEN: "",
    UNSET_TOKEN: undefined,
    AWS_REGION: "eu-central-1",
  });

  it("takes out whole values, lines of keys, and the longer of two that begin alike", () => {
    assert.equal(mask("a 00token-of-okta b correct horse"), "a [secret] b [secret]");
    assert.equal(mask("00token-of-okta-and-more"), "[secret]");
    assert.equal(mask(`said ${key}`), "said [secret]");
    assert.equal(mask("hkiG9w0BAQEFAASC alone"), "[secret] alone");
  });

  it("leaves alone what is no secret or too short to be one", () => {
    const text = "abc in eu-central-1: -----BEGIN PRIVATE KEY-----";
    assert.equal(mask(text), text);
  });
});
