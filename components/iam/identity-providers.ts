import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNames } from "../core/names";

export interface FederationArgs {
  readonly names: EnvironmentNames;
  /** Metadata of the federation app, XML. */
  readonly samlMetadata: pulumi.Input<string>;
  /** Issuer of the machines' tokens, `https://...`. */
  readonly issuer: pulumi.Input<string>;
  /** Audience of those tokens. */
  readonly audience: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * What the account believes: the assertions of the federation app (people) and the tokens of the authorization server (machines). No
 * thumbprints: IAM checks Okta's certificate against its own list of authorities.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
 */
export class Federation extends pulumi.ComponentResource {
  readonly saml: aws.iam.SamlProvider;
  readonly oidc: aws.iam.OpenIdConnectProvider;

  constructor(name: string, args: FederationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("app-of-apps:identity:Federation", name, {}, opts);
    const { names, tags } = args;
    this.saml = new aws.iam.SamlProvider(
      name,
      { name: names.samlProvider.name, samlMetadataDocument: args.samlMetadata, tags },
      { parent: this },
    );
    this.oidc = new aws.iam.OpenIdConnectProvider(
      name,
      { url: args.issuer, clientIdLists: [args.audience], tags },
      { parent: this },
    );
    this.registerOutputs({ samlProviderArn: this.saml.arn, oidcProviderArn: this.oidc.arn });
  }
}
