import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Named } from "../core/names";

/** Arguments of `Federation`. */
export interface FederationArgs {
  /** Name, up to 128 characters, and ARN of the SAML provider. A change of the name replaces it. */
  readonly samlProvider: Named;
  /** Metadata of Okta's federation app, XML. A change updates the provider in place. */
  readonly samlMetadata: pulumi.Input<string>;
  /** Tokens of machines. A change creates or deletes the OIDC provider. @default none, and no OIDC provider */
  readonly tokens?: {
    /** Issuer of the tokens, `https://...`. A change replaces the OIDC provider. */
    readonly issuer: pulumi.Input<string>;
    /** Audience of the tokens, up to 255 characters. A change updates the OIDC provider in place. */
    readonly audience: string;
  };
  /** Tags by key, up to 50. A change updates both providers in place. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The two identity providers that the account trusts: the federation app's assertions (people) and the authorization
 * server's tokens (machines). No thumbprints: IAM checks Okta's certificate against its own list of authorities.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
 *
 * @example
 * new Federation("retail-dev", {
 *   samlProvider: { name: "retail-dev-okta", arn: "arn:aws:iam::111111111111:saml-provider/retail-dev-okta" },
 *   samlMetadata: readFileSync("metadata.xml", "utf8"),
 *   tokens: { issuer: "https://example.okta.com/oauth2/aus1", audience: "https://retail-dev.app-of-apps.example" },
 *   tags: { environment: "dev", app: "retail", owner: "platform" },
 * });
 */
export class Federation extends pulumi.ComponentResource {
  /** Provider of people's assertions. */
  readonly saml: aws.iam.SamlProvider;
  /** Provider of machines' tokens; absent without `tokens`. */
  readonly oidc: aws.iam.OpenIdConnectProvider | undefined;

  constructor(name: string, args: FederationArgs, opts?: pulumi.ComponentResourceOptions) {
    const { samlProvider, tokens, tags } = args;
    const inputs = { samlProvider: samlProvider.name, audience: tokens?.audience, tags };
    super("app-of-apps:identity:Federation", name, inputs, opts);
    this.saml = new aws.iam.SamlProvider(
      name,
      { name: samlProvider.name, samlMetadataDocument: args.samlMetadata, tags },
      { parent: this },
    );
    if (tokens !== undefined) {
      this.oidc = new aws.iam.OpenIdConnectProvider(
        name,
        { url: tokens.issuer, clientIdLists: [tokens.audience], tags },
        { parent: this },
      );
    }
    this.registerOutputs({ samlProviderArn: this.saml.arn, oidcProviderArn: this.oidc?.arn });
  }
}
