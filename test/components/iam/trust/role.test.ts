import assert from "node:assert/strict";
import { roleTrust } from "../../../../components/iam/trust/role";

describe("trust in a role", () => {
  it("names exactly that role", () => {
    const arn = "arn:aws:iam::111111111111:role/retail-dev_orders_machine";
    assert.deepEqual(roleTrust(arn), {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: arn }, Action: ["sts:AssumeRole"] }],
    });
  });

  for (const arn of [
    "*",
    "arn:aws:iam::111111111111:root",
    "arn:aws:iam::111111111111:role/*",
    "arn:aws:iam::111111111111:user/joe",
    "arn:aws:iam:::role/x",
    "retail-dev_orders_machine",
  ]) {
    it(`refuses ${arn}`, () => assert.throws(() => roleTrust(arn), /is not the ARN of one role/));
  }
});
