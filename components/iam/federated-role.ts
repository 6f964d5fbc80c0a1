import * as pulumi from "@pulumi/pulumi";
import type { PolicyDocument } from "../core/policy-document";
import { createRole, type RoleArgs } from "./role";

export interface FederatedRoleArgs extends RoleArgs {
  /** From `trust/saml.ts`, `trust/oidc.ts` or `trust/github.ts`; an output only where the issuer is not known before it exists. */
  readonly trust: pulumi.Input<PolicyDocument>;
}

/** Role that people or machines assume with a signed statement of their identity provider, never with a stored key. */
export class FederatedRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: FederatedRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("app-of-apps:identity:FederatedRole", name, {}, opts);
    const trust = isPlain(args.trust) ? JSON.stringify(args.trust) : pulumi.jsonStringify(args.trust);
    const { role } = createRole(name, args, trust, this);
    this.arn = role.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

function isPlain(trust: pulumi.Input<PolicyDocument>): trust is PolicyDocument {
  return !pulumi.Output.isInstance(trust) && !(trust instanceof Promise);
}
