import assert from "node:assert/strict";
import fc from "fast-check";
import { federatedRole, groupFilterExpression } from "../../../../sandbox/okta/saml/roles";
import { FEDERATION } from "../../../helpers/okta-org";

const roleName = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
const account = fc.stringMatching(/^\d{12}$/);
const base = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);

describe("the federation app's group filter", () => {
  const filter = groupFilterExpression(FEDERATION.groupFilter);

  it("finds role and account in every name of the form aws#<base>#<role>#<account>", () => {
    fc.assert(
      fc.property(base, roleName, account, (environment, role, accountid) => {
        const groups = filter.exec(`aws#${environment}#${role}#${accountid}`)?.groups;
        assert.deepEqual({ ...groups }, { role, accountid });
      }),
    );
  });

  const others = [
    "aws#retail#operator",
    "aws##operator#123",
    "AWS#retail#operator#123",
    "xaws#retail#operator#123",
    "aws#retail#op erator#123",
    "aws#retail#operator#123x",
  ];
  for (const name of others) {
    it(`does not match ${name}`, () => assert.equal(filter.exec(name), null));
  }

  it("reads a Role value in either order, and nothing else", () => {
    const role = { roleArn: "arn:aws:iam::1:role/x", providerArn: "arn:aws:iam::1:saml-provider/y" };
    assert.deepEqual(federatedRole(`${role.roleArn},${role.providerArn}`), role);
    assert.deepEqual(federatedRole(`${role.providerArn},${role.roleArn}`), role);
    assert.equal(federatedRole(role.roleArn), undefined);
  });
});
