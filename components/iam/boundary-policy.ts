import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Named } from "../core/names";
import type { PolicyDocument } from "../core/policy-document";

interface BoundaryPolicyArgs {
  readonly policy: Named;
  readonly description: string;
  /** The policy or its JSON; undefined where the organisation has a boundary, which is then that of the roles. */
  readonly document: PolicyDocument | string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** A permissions boundary that the stack creates: what the roles that have it depend on. */
export function createBoundaryPolicy(
  name: string,
  { policy, description, document, tags }: BoundaryPolicyArgs,
  opts: pulumi.CustomResourceOptions,
): aws.iam.Policy[] {
  if (document === undefined) {
    return [];
  }
  const json = typeof document === "string" ? document : JSON.stringify(document);
  return [new aws.iam.Policy(name, { name: policy.name, path: policy.path, description, policy: json, tags }, opts)];
}
