import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import type { EmbeddedAws } from "../../../../sandbox/aws";
import { ACCOUNT, type Clients, clientsOf, policy, refused, startTestCloud, user } from "../../../helpers/embedded-aws";

const boundaryArn = (name: string) => `arn:aws:iam::${ACCOUNT}:policy/${name}`;
const TRUST = policy({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });
const DENY = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] });

describe("embedded AWS: the boundary of a role as a condition", () => {
  let cloud: EmbeddedAws;
  let root: Clients;
  let changer: Clients;

  before(async () => {
    cloud = await startTestCloud();
    root = clientsOf(cloud);
    for (const PolicyName of ["bound", "other"]) {
      await root.iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: DENY }));
    }
    for (const [RoleName, boundary] of [
      ["bounded", "bound"],
      ["otherwise", "other"],
      ["free", undefined],
    ] as const) {
      const PermissionsBoundary = boundary === undefined ? {} : { PermissionsBoundary: boundaryArn(boundary) };
      await root.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST, ...PermissionsBoundary }));
    }
    const Condition = { StringEquals: { "iam:PermissionsBoundary": boundaryArn("bound") } };
    const Action = ["iam:PutRolePolicy", "iam:DeleteRolePolicy", "iam:AttachRolePolicy"];
    changer = clientsOf(cloud, await user(root, "changer", [{ Action, Resource: "*", Condition }]));
  });
  after(async () => {
    await cloud?.stop();
  });

  const put = (RoleName: string) => new PutRolePolicyCommand({ RoleName, PolicyName: "denied", PolicyDocument: DENY });

  it("lets policies of a role be changed that has the boundary", async () => {
    await changer.iam.send(put("bounded"));
    await changer.iam.send(new DeleteRolePolicyCommand({ RoleName: "bounded", PolicyName: "denied" }));
  });

  it("refuses those of a role with another boundary or none", async () => {
    for (const RoleName of ["otherwise", "free"]) {
      await refused(changer.iam.send(put(RoleName)), "AccessDenied", /iam:PutRolePolicy/);
      const attach = new AttachRolePolicyCommand({ RoleName, PolicyArn: boundaryArn("other") });
      await refused(changer.iam.send(attach), "AccessDenied", /iam:AttachRolePolicy/);
    }
  });
});
