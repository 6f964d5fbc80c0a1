import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListPolicyVersionsCommand,
  type Policy,
  type PolicyVersion,
  TagPolicyCommand,
  UntagPolicyCommand,
} from "@aws-sdk/client-iam";
import type { PolicyArgs } from "@pulumi/aws/iam";
import { nameFault } from "../../kit/faults";
import type { Aws } from "../connection";
import { decodeDocument, must, orGone, type Plain } from "../service";
import { tagged } from "../tagged";
import { fromPairs, pairs } from "../tags";

// IAM keeps this many versions of a policy: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const MOST_VERSIONS = 5;

type PolicyInputs = Omit<Plain<PolicyArgs>, "policy"> & { policy: string };

/** Customer-managed policies; the id is the ARN. A changed document becomes the new default version. */
export const policy = tagged<PolicyInputs, Policy>({
  type: "aws:iam/policy:Policy",
  supports: ["description", "name", "path", "policy", "tags"],
  replaceOn: ["description", "name", "path"],
  defaults: { path: "/" },
  documents: { policy: "policy" },
  autoName: { longest: 128 },
  validate: (inputs) => [
    ...nameFault(inputs.name, /^[\w+=,.@-]{1,128}$/, "must be up to 128 letters, digits or +=,.@_-"),
    ...nameFault(inputs.path, /^\/(.{0,510}\/)?$/, "must begin and end with /", "path"),
    ...((inputs.policy?.replace(/\s/g, "").length ?? 0) > 6144
      ? [{ property: "policy", reason: "must be up to 6144 characters, white space not counted" }]
      : []),
  ],
  locate: ({ service: { partition, account } }, { path = "/", name }) =>
    `arn:${partition}:iam::${account}:policy${path}${name}`,
  find: async ({ iam }, PolicyArn) => (await orGone(iam.send(new GetPolicyCommand({ PolicyArn }))))?.Policy,
  async create({ iam }, inputs, tags) {
    const answer = await iam.send(
      new CreatePolicyCommand({
        PolicyName: inputs.name,
        Description: inputs.description,
        Path: inputs.path,
        PolicyDocument: inputs.policy,
        Tags: pairs(tags),
      }),
    );
    return must(answer.Policy?.Arn, "Arn");
  },
  async outputs(found, { service, id }) {
    const VersionId = must(found.DefaultVersionId, "DefaultVersionId");
    const version = await service.iam.send(new GetPolicyVersionCommand({ PolicyArn: id, VersionId }));
    return {
      arn: found.Arn,
      attachmentCount: found.AttachmentCount ?? 0,
      description: found.Description,
      name: found.PolicyName,
      path: found.Path,
      policy: decodeDocument(version.PolicyVersion?.Document),
      policyId: found.PolicyId,
    };
  },
  async update(service, PolicyArn, { news }) {
    await makeRoom(service, PolicyArn);
    const version = { PolicyArn, PolicyDocument: news.policy, SetAsDefault: true };
    await service.iam.send(new CreatePolicyVersionCommand(version));
  },
  tags: ({ iam }, PolicyArn, found) => ({
    list: () => fromPairs(found.Tags),
    put: (tags) => iam.send(new TagPolicyCommand({ PolicyArn, Tags: pairs(tags) })),
    remove: (TagKeys) => iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys })),
  }),
  async delete({ service }, PolicyArn) {
    for (const { VersionId, IsDefaultVersion } of await versions(service, PolicyArn)) {
      if (!IsDefaultVersion) {
        await orGone(service.iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId })));
      }
    }
    await orGone(service.iam.send(new DeletePolicyCommand({ PolicyArn })));
  },
});

async function makeRoom(service: Aws, PolicyArn: string): Promise<void> {
  const all = await versions(service, PolicyArn);
  if (all.length < MOST_VERSIONS) {
    return;
  }
  const number = ({ VersionId = "v0" }: PolicyVersion) => Number(VersionId.slice(1));
  const [oldest] = all.filter((version) => !version.IsDefaultVersion).toSorted((a, b) => number(a) - number(b));
  if (oldest !== undefined) {
    await service.iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: oldest.VersionId }));
  }
}

async function versions(service: Aws, PolicyArn: string): Promise<readonly PolicyVersion[]> {
  return (await orGone(service.iam.send(new ListPolicyVersionsCommand({ PolicyArn }))))?.Versions ?? [];
}
