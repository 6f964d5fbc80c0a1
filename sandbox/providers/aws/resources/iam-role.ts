import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  type Role,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import type { RoleArgs, RolePolicyArgs } from "@pulumi/aws/iam";
import { between, lengthFault, nameFault } from "../../kit/faults";
import { handler } from "../../kit/handler";
import type { Aws } from "../connection";
import { arnFault, decodeDocument, must, onceSpread, orGone, type Plain, touches } from "../service";
import { tagged } from "../tagged";
import { fromPairs, pairs } from "../tags";

/** A trust that names a role which IAM does not know everywhere yet. */
const NEW_PRINCIPAL = /MalformedPolicyDocument.*Invalid principal in policy/;

type RoleInputs = Omit<Plain<RoleArgs>, "assumeRolePolicy"> & { assumeRolePolicy: string };

/**
 * Roles; the id is the name. Their policies are resources of their own:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 */
export const role = tagged<RoleInputs, Role>({
  type: "aws:iam/role:Role",
  supports: [
    "assumeRolePolicy",
    "description",
    "forceDetachPolicies",
    "maxSessionDuration",
    "name",
    "path",
    "permissionsBoundary",
    "tags",
  ],
  replaceOn: ["name", "path"],
  defaults: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
  documents: { assumeRolePolicy: "policy" },
  autoName: { longest: 64 },
  validate: (inputs) => [
    ...nameFault(inputs.name, /^[\w+=,.@-]{1,64}$/, "must be up to 64 letters, digits or +=,.@_-"),
    ...nameFault(inputs.path, /^\/(.{0,510}\/)?$/, "must begin and end with /", "path"),
    ...between(inputs.maxSessionDuration, "maxSessionDuration", 3600, 43_200, " seconds"),
    ...arnFault(inputs.permissionsBoundary, "permissionsBoundary"),
    ...lengthFault(inputs.description, "description", 1000),
  ],
  locate: (_, { name }) => must(name, "a name"),
  find: async ({ iam }, RoleName) => (await orGone(iam.send(new GetRoleCommand({ RoleName }))))?.Role,
  async create({ iam }, inputs, tags) {
    const command = () =>
      new CreateRoleCommand({
        RoleName: inputs.name,
        AssumeRolePolicyDocument: inputs.assumeRolePolicy,
        Description: inputs.description,
        MaxSessionDuration: inputs.maxSessionDuration,
        Path: inputs.path,
        PermissionsBoundary: inputs.permissionsBoundary,
        Tags: pairs(tags),
      });
    const answer = await onceSpread(NEW_PRINCIPAL, () => iam.send(command()));
    return must(answer.Role?.RoleName, "RoleName");
  },
  outputs: (found) => ({
    arn: found.Arn,
    assumeRolePolicy: decodeDocument(found.AssumeRolePolicyDocument),
    createDate: found.CreateDate,
    description: found.Description,
    maxSessionDuration: found.MaxSessionDuration ?? 3600,
    name: found.RoleName,
    path: found.Path,
    permissionsBoundary: found.PermissionsBoundary?.PermissionsBoundaryArn,
    uniqueId: found.RoleId,
  }),
  async update({ iam }, RoleName, change) {
    const { assumeRolePolicy, description, maxSessionDuration, permissionsBoundary } = change.news;
    if (touches(change, "assumeRolePolicy")) {
      const command = () => new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: assumeRolePolicy });
      await onceSpread(NEW_PRINCIPAL, () => iam.send(command()));
    }
    if (touches(change, "description", "maxSessionDuration")) {
      const Description = description ?? "";
      await iam.send(new UpdateRoleCommand({ RoleName, Description, MaxSessionDuration: maxSessionDuration ?? 3600 }));
    }
    if (touches(change, "permissionsBoundary")) {
      if (permissionsBoundary) {
        await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: permissionsBoundary }));
      } else {
        await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
      }
    }
  },
  tags: ({ iam }, RoleName, found) => ({
    list: () => fromPairs(found.Tags),
    put: (tags) => iam.send(new TagRoleCommand({ RoleName, Tags: pairs(tags) })),
    remove: (TagKeys) => iam.send(new UntagRoleCommand({ RoleName, TagKeys })),
  }),
  async delete({ service }, id, outputs) {
    if ((await orGone(service.iam.send(new GetRoleCommand({ RoleName: id })))) === undefined) {
      return;
    }
    if (outputs.forceDetachPolicies === true) {
      await detachAll(service, id);
    }
    await orGone(service.iam.send(new DeleteRoleCommand({ RoleName: id })));
  },
});

type RolePolicyInputs = Omit<Plain<RolePolicyArgs>, "policy" | "role"> & { policy: string; role: string };

/** Inline policies of roles; the id is `<role>:<name>`, as in the real provider. */
export const rolePolicy = handler<Aws, RolePolicyInputs>({
  type: "aws:iam/rolePolicy:RolePolicy",
  supports: ["name", "policy", "role"],
  replaceOn: ["name", "role"],
  documents: { policy: "policy" },
  autoName: { longest: 128 },
  validate: (inputs) => [
    ...nameFault(inputs.name, /^[\w+=,.@-]{1,128}$/, "must be up to 128 letters, digits or +=,.@_-"),
    // All inline policies of a role together have 10,240 characters, white space not counted:
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    ...((inputs.policy?.replace(/\s/g, "").length ?? 0) > 10_240
      ? [{ property: "policy", reason: "must be up to 10240 characters, white space not counted" }]
      : []),
  ],
  async create({ service }, inputs) {
    await service.iam.send(
      new PutRolePolicyCommand({ RoleName: inputs.role, PolicyName: inputs.name, PolicyDocument: inputs.policy }),
    );
    return `${inputs.role}:${inputs.name}`;
  },
  async read({ service }, id) {
    const names = rolePolicyNames(id);
    const found = await orGone(service.iam.send(new GetRolePolicyCommand(names)));
    if (found === undefined) {
      return undefined;
    }
    return { name: names.PolicyName, policy: decodeDocument(found.PolicyDocument), role: names.RoleName };
  },
  async update({ service }, id, { news }) {
    await service.iam.send(new PutRolePolicyCommand({ ...rolePolicyNames(id), PolicyDocument: news.policy }));
  },
  async delete({ service }, id) {
    await orGone(service.iam.send(new DeleteRolePolicyCommand(rolePolicyNames(id))));
  },
});

function rolePolicyNames(id: string): { RoleName: string; PolicyName: string } {
  const at = id.indexOf(":");
  return { RoleName: id.slice(0, at), PolicyName: id.slice(at + 1) };
}

async function detachAll(service: Aws, RoleName: string): Promise<void> {
  for await (const page of paginateListAttachedRolePolicies({ client: service.iam }, { RoleName })) {
    for (const { PolicyArn } of page.AttachedPolicies ?? []) {
      await service.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    }
  }
  for await (const page of paginateListRolePolicies({ client: service.iam }, { RoleName })) {
    for (const PolicyName of page.PolicyNames ?? []) {
      await service.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    }
  }
}
