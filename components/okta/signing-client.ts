import { createPublicKey } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as okta from "@pulumi/okta";
import type * as pulumi from "@pulumi/pulumi";
import type { PolicyDocument } from "../core/policy-document";

export interface SigningClientArgs {
  /** Client id and label of the service app. */
  readonly clientId: string;
  /** Id of the key at Okta. */
  readonly keyId: string;
  readonly keyAlias: string;
  readonly keyPolicy: PolicyDocument;
  readonly keyDeletionDays: number;
  /** What the client signs in for, within a description. */
  readonly purpose: string;
  /** `https://<org>` */
  readonly orgUrl: string;
  /** The one scope of the client. */
  readonly scope: string;
  /** Its administrator role. */
  readonly role: { readonly description: string; readonly permissions: string[] };
  /** What the role is bound to. */
  readonly resources: { readonly description: string; readonly urls: pulumi.Input<string>[] };
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * A service app of Okta that signs in with a key of KMS (`private_key_jwt`), so that nothing holds the key: with one
 * scope, and an administrator role on named objects. `dependsOn` names the role that signs, which the key's policy
 * names: KMS refuses a principal that does not exist.
 * @returns what must exist before the client signs in
 */
export function createSigningClient(
  name: string,
  args: SigningClientArgs,
  { dependsOn, ...child }: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const { clientId, orgUrl, tags } = args;
  const key = new aws.kms.Key(
    name,
    {
      description: `Signs ${args.purpose} in to Okta`,
      keyUsage: "SIGN_VERIFY",
      customerMasterKeySpec: "RSA_2048",
      policy: JSON.stringify(args.keyPolicy),
      deletionWindowInDays: args.keyDeletionDays,
      tags,
    },
    { ...child, ...(dependsOn === undefined ? {} : { dependsOn }) },
  );
  const alias = new aws.kms.Alias(name, { name: args.keyAlias, targetKeyId: key.keyId }, child);
  const publicKey = aws.kms
    .getPublicKeyOutput({ keyId: key.keyId }, child)
    .publicKey.apply((der) => publicJwk(der, args.keyId));
  const service = new okta.app.OAuth(
    name,
    {
      label: clientId,
      type: "service",
      clientId,
      grantTypes: ["client_credentials"],
      responseTypes: ["token"],
      tokenEndpointAuthMethod: "private_key_jwt",
      jwks: [publicKey],
      hideIos: true,
      hideWeb: true,
    },
    child,
  );
  const scope = new okta.AppOauthApiScope(name, { appId: service.id, issuer: orgUrl, scopes: [args.scope] }, child);
  const { description, permissions } = args.role;
  const role = new okta.AdminRoleCustom(name, { label: clientId, description, permissions }, child);
  const set = new okta.ResourceSet(
    name,
    { label: clientId, description: args.resources.description, resources: args.resources.urls },
    child,
  );
  const assignment = new okta.app.OauthRoleAssignment(
    name,
    { clientId: service.clientId, type: "CUSTOM", role: role.id, resourceSet: set.id },
    child,
  );
  return [alias, scope, assignment];
}

/** The public half of an RSA key, from DER in base64 as KMS returns it, as Okta takes it. */
export function publicJwk(der: string, kid: string): { kty: string; kid: string; n: string; e: string } {
  const key = createPublicKey({ key: Buffer.from(der, "base64"), format: "der", type: "spki" });
  const { n = "", e = "" } = key.export({ format: "jwk" });
  return { kty: "RSA", kid, n, e };
}
