import * as pulumi from "@pulumi/pulumi";
import type { PolicyDocument } from "../core/policy-document";
import { createRole, type RoleArgs } from "./role";

/** Arguments of `FederatedRole`. */
export interface FederatedRoleArgs extends RoleArgs {
  /**
   * Trust policy, from `samlTrust`, `oidcTrust` or `githubTrust`, up to 2,048 characters; an output only where the
   * issuer is unknown until it exists. A change updates the role in place.
   */
  readonly trust: pulumi.Input<PolicyDocument>;
}

/**
 * Role that people or machines assume with a signed statement of their identity provider, never with a stored key.
 * `dependsOn` names the boundary and the identity provider, which must exist before the role.
 *
 * @example
 * const account = "arn:aws:iam::111111111111";
 * new FederatedRole("retail-dev-viewer", {
 *   role: { name: "retail-dev_viewer", arn: `${account}:role/retail-dev_viewer` },
 *   description: "viewer of retail-dev",
 *   statements: [
 *     {
 *       Effect: "Allow",
 *       Action: ["states:ListExecutions"],
 *       Resource: ["arn:aws:states:eu-central-1:111111111111:stateMachine:retail-dev"],
 *     },
 *   ],
 *   boundaryArn: `${account}:policy/retail-dev_boundary`,
 *   trust: samlTrust(`${account}:saml-provider/retail-dev-okta`),
 *   tags: { environment: "dev", app: "retail", owner: "platform" },
 * });
 */
export class FederatedRole extends pulumi.ComponentResource {
  /** ARN of the role. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: FederatedRoleArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const { role, description, boundaryArn, tags } = args;
    super("app-of-apps:identity:FederatedRole", name, { role: role.name, description, boundaryArn, tags }, opts);
    const { dependsOn = [] } = opts;
    const trust = isPlain(args.trust) ? JSON.stringify(args.trust) : pulumi.jsonStringify(args.trust);
    this.arn = createRole(name, { ...args, trust }, { parent: this, dependsOn }).role.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

function isPlain(trust: pulumi.Input<PolicyDocument>): trust is PolicyDocument {
  return !pulumi.Output.isInstance(trust) && !(trust instanceof Promise);
}
