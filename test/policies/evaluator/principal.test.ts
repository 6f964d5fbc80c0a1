import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { named } from "../../../policies/evaluator/principal";
import type { Caller } from "../../../policies/evaluator/request";
import { MANY, Text } from "../../../policies/evaluator/text";
import { type Truth, UnknownBecause } from "../../../policies/evaluator/truth";
import { snapshot, Unknown } from "../../../policies/kit/value";
import { account, roleArn } from "./requests";

const role: Caller = { kind: "role", arn: new Text(roleArn), account, tags: new Map() };
const states: Caller = { kind: "service", name: "states.amazonaws.com" };
const inRegion = (region: string): Caller => ({ ...states, region });
const unknown = new Unknown(undefined);

/** `yes`, `no`, or why it cannot be said. */
const said = (truth: Truth): string => (truth instanceof UnknownBecause ? truth.why : truth ? "yes" : "no");

/** By itself, and where it is not just `no`, by its account. */
function line(principal: unknown, caller: Caller): string {
  const { itself, account: byAccount } = named(principal === undefined ? undefined : snapshot(principal), caller);
  return said(byAccount) === "no" ? said(itself) : `${said(itself)}; account: ${said(byAccount)}`;
}

const assumed = `arn:aws:sts::${account}:assumed-role`;

/** Each: a Principal, who calls, the answer. */
const table: readonly (readonly [principal: unknown, caller: Caller, expected: string])[] = [
  ["*", role, "yes"],
  ["*", states, "yes"],
  [{ AWS: "*" }, role, "yes"],
  [{ AWS: "*" }, states, "yes"],
  [unknown, role, "Principal is not known yet"],
  ["everybody", role, "Principal cannot be read"],
  [undefined, role, "Principal cannot be read"],
  [null, role, "Principal cannot be read"],
  [["*"], role, "Principal cannot be read"],
  [{}, role, "no"],
  [{ AWS: unknown }, role, "Principal, AWS is not known yet"],
  [{ AWS: [{}] }, role, "Principal, AWS cannot be read"],
  [{ AWS: [unknown, roleArn] }, role, "yes"],
  [{ Federated: roleArn }, role, "no"],
  [{ CanonicalUser: roleArn }, role, "no"],
  [{ Robot: roleArn }, role, "Principal, Robot is no kind of principal that is known"],
  [{ AWS: `${roleArn}2`, Service: "states.amazonaws.com" }, states, "yes"],
  // Services.
  [{ Service: "states.amazonaws.com" }, states, "yes"],
  [{ Service: "STATES.amazonaws.com" }, states, "yes"],
  [{ Service: "states.amazonaws.com" }, role, "no"],
  [{ Service: ["lambda.amazonaws.com", "states.amazonaws.com"] }, states, "yes"],
  [{ Service: "lambda.amazonaws.com" }, states, "no"],
  [
    { Service: "states.eu-central-1.amazonaws.com" },
    states,
    '"states.eu-central-1.amazonaws.com" is the service in one region, and the region is not known',
  ],
  [{ Service: "STATES.eu-central-1.amazonaws.com" }, inRegion("eu-central-1"), "yes"],
  [{ Service: "states.us-gov-west-1.amazonaws.com" }, inRegion("us-gov-west-1"), "yes"],
  [{ Service: "states.cn-north-1.amazonaws.com.cn" }, inRegion("cn-north-1"), "yes"],
  [{ Service: "states.eu-west-1.amazonaws.com" }, inRegion("eu-central-1"), "no"],
  [{ Service: "states.amazonaws.com" }, inRegion("eu-central-1"), "yes"],
  [{ Service: "delivery.logs.amazonaws.com" }, { kind: "service", name: "delivery.logs.amazonaws.com" }, "yes"],
  [{ Service: "delivery.logs.amazonaws.com" }, { kind: "service", name: "delivery.amazonaws.com" }, "no"],
  [{ Service: "states.eu central.amazonaws.com" }, states, "no"],
  [{ Service: "states.eu.central.amazonaws.com" }, states, "no"],
  [{ Service: "states.eu!amazonaws.com" }, states, "no"],
  [{ Service: "states..amazonaws.com" }, states, "no"],
  [{ Service: "states.eu-central-1.amazonaws.com.cn" }, states, "no"],
  [{ Service: "mystates.eu-central-1.amazonaws.com" }, states, "no"],
  [{ Service: "lambda.eu-central-1.amazonaws.com" }, states, "no"],
  // The role's account.
  [{ AWS: account }, role, "no; account: yes"],
  [{ AWS: `arn:aws:iam::${account}:root` }, role, "no; account: yes"],
  [{ AWS: `arn:aws-cn:iam::${account}:root` }, role, "no; account: yes"],
  [{ AWS: "999988887777" }, role, "no"],
  [{ AWS: "arn:aws:iam::999988887777:root" }, role, "no"],
  [{ AWS: account }, states, "no"],
  [{ AWS: `${account}0` }, role, "no"],
  [{ AWS: `x${account}` }, role, "no"],
  [{ AWS: `${account}x` }, role, "no"],
  [{ AWS: `arn:aws:iam::${account}:root2` }, role, "no"],
  [{ AWS: `xarn:aws:iam::${account}:root` }, role, "no"],
  [{ AWS: account }, { ...role, account: undefined }, `no; account: the account of "${roleArn}" is not known`],
  // The role itself.
  [{ AWS: roleArn }, role, "yes"],
  [{ AWS: roleArn }, states, "no"],
  [{ AWS: `${roleArn}2` }, role, "no"],
  [{ AWS: `arn:aws:iam::${account}:role/team/*` }, role, "no"],
  [{ AWS: `arn:aws:iam::${account}:role/team/order?` }, role, "no"],
  [
    { AWS: roleArn },
    { ...role, arn: new Text(`arn:aws:iam::${account}:role/`, MANY) },
    `"arn:aws:iam::${account}:role/<?>" is not known in full`,
  ],
  [{ AWS: "AROAABCDEFGHIJKL" }, role, '"AROAABCDEFGHIJKL" is the unique id of an identity that is not known'],
  [{ AWS: "AROAABCDEFGHIJK" }, role, "no"],
  [{ AWS: "AROAabcdefghijkl" }, role, "no"],
  [{ AWS: "xAROAABCDEFGHIJKL" }, role, "no"],
  [{ AWS: "AROAABCDEFGHIJKL-x" }, role, "no"],
  [{ AWS: "A123ABCDEFGHIJKL" }, role, "no"],
  // A session of the role, which carries its name without its path.
  [{ AWS: `${assumed}/orders/run` }, role, `"${assumed}/orders/run" is one session of the role`],
  [{ AWS: `${assumed}/rders/run` }, role, "no"],
  [{ AWS: `${assumed}/team/run` }, role, "no"],
  [{ AWS: `${assumed}/orders` }, role, "no"],
  [{ AWS: `x${assumed}/orders/run` }, role, "no"],
  [{ AWS: "arn:aws:sts::999988887777:assumed-role/orders/run" }, role, "no"],
  [{ AWS: `arn:aws-cn:sts::${account}:assumed-role/orders/run` }, role, "no"],
  [{ AWS: `${assumed}/order?/run` }, role, "no"],
  [
    { AWS: `${assumed}/orders/run` },
    { ...role, arn: new Text(`arn:aws:iam::${account}:role/orders`) },
    `"${assumed}/orders/run" is one session of the role`,
  ],
  [
    { AWS: `${assumed}/role/run` },
    { ...role, arn: new Text(`arn:aws:iam::${account}:role/role`) },
    `"${assumed}/role/run" is one session of the role`,
  ],
  [
    { AWS: `${assumed}/orders/run` },
    { ...role, arn: new Text(`arn:aws:iam::${account}:role/team/`, MANY) },
    `"${assumed}/orders/run" is one session of the role`,
  ],
];

describe("evaluator, principals", () => {
  for (const [principal, caller, expected] of table) {
    const who = caller.kind === "service" ? caller.name : caller.kind === "role" ? caller.arn : caller.provider;
    const shown = principal instanceof Unknown ? "<?>" : JSON.stringify(principal);
    it(`${shown} names ${who}: ${expected}`, () => {
      assert.equal(line(principal, caller), expected);
    });
  }
});
