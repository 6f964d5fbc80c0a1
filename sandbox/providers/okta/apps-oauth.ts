import type { OAuthArgs } from "@pulumi/okta/app";
import type * as pulumi from "@pulumi/pulumi";
import { parseDocument } from "../kit/documents";
import { nameFault, oneOf } from "../kit/faults";
import { isList, isRecord, type Value } from "../kit/values";
import { appHandler } from "./apps";
import { at, texts } from "./values";

type OAuthInputs = pulumi.Unwrap<OAuthArgs>;

const AUTH_METHODS = ["none", "client_secret_post", "client_secret_basic", "client_secret_jwt", "private_key_jwt"];

/** OIDC and API service apps; Okta API "Application", sign-on mode OPENID_CONNECT. */
export const oauthApp = appHandler<OAuthInputs>({
  type: "okta:app/oAuth:OAuth",
  supports: [
    "clientId",
    "clientUri",
    "consentMethod",
    "grantTypes",
    "issuerMode",
    "jwks",
    "loginUri",
    "logoUri",
    "omitSecret",
    "pkceRequired",
    "postLogoutRedirectUris",
    "profile",
    "redirectUris",
    "responseTypes",
    "tokenEndpointAuthMethod",
    "type",
  ],
  replaceOn: ["clientId", "type"],
  defaults: {
    consentMethod: "TRUSTED",
    issuerMode: "ORG_URL",
    omitSecret: false,
    tokenEndpointAuthMethod: "client_secret_basic",
  },
  chosenByService: ["clientId", "grantTypes", "pkceRequired", "responseTypes"],
  sets: ["grantTypes", "jwks", "postLogoutRedirectUris", "redirectUris", "responseTypes"],
  secretOutputs: ["clientSecret"],
  documents: { profile: "json" },
  validate: (inputs) => [
    ...oneOf(inputs.type, "type", ["browser", "native", "service", "web"]),
    ...oneOf(inputs.tokenEndpointAuthMethod, "tokenEndpointAuthMethod", AUTH_METHODS),
    ...nameFault(
      inputs.clientId,
      /^[A-Za-z0-9$\-_.+!*'(),]{6,100}$/,
      "must be 6 to 100 letters, digits or $-_.+!*'(),",
      "clientId",
    ),
  ],
  signOnMode: "OPENID_CONNECT",
  hidden: true,
  body,
  outputs(app, _service, known) {
    const client = at(app, "settings.oauthClient");
    const credentials = at(app, "credentials.oauthClient");
    return {
      clientId: at(credentials, "client_id"),
      clientSecret: known.omitSecret === true ? "" : (at(credentials, "client_secret") ?? ""),
      clientUri: at(client, "client_uri"),
      consentMethod: at(client, "consent_method") ?? "TRUSTED",
      grantTypes: texts(at(client, "grant_types")),
      issuerMode: at(client, "issuer_mode") ?? "ORG_URL",
      jwks: keysFromService(at(client, "jwks.keys")),
      loginUri: at(client, "initiate_login_uri"),
      logoUri: at(client, "logo_uri"),
      pkceRequired: at(credentials, "pkce_required") ?? false,
      postLogoutRedirectUris: texts(at(client, "post_logout_redirect_uris")),
      profile: isRecord(app.profile) ? JSON.stringify(app.profile) : undefined,
      redirectUris: texts(at(client, "redirect_uris")),
      responseTypes: texts(at(client, "response_types")),
      tokenEndpointAuthMethod: at(credentials, "token_endpoint_auth_method"),
      type: at(client, "application_type"),
    };
  },
});

function body(inputs: OAuthInputs) {
  const jwks = inputs.jwks ?? [];
  return {
    name: "oidc_client",
    ...(inputs.profile === undefined ? {} : { profile: parseDocument(inputs.profile) }),
    credentials: {
      oauthClient: defined({
        client_id: inputs.clientId,
        pkce_required: inputs.pkceRequired,
        token_endpoint_auth_method: inputs.tokenEndpointAuthMethod ?? "client_secret_basic",
      }),
    },
    settings: {
      oauthClient: defined({
        application_type: inputs.type,
        client_uri: inputs.clientUri,
        consent_method: inputs.consentMethod ?? "TRUSTED",
        grant_types: inputs.grantTypes,
        initiate_login_uri: inputs.loginUri,
        issuer_mode: inputs.issuerMode ?? "ORG_URL",
        jwks: jwks.length > 0 ? { keys: jwks.map(defined) } : undefined,
        logo_uri: inputs.logoUri,
        post_logout_redirect_uris: inputs.postLogoutRedirectUris,
        redirect_uris: inputs.redirectUris,
        response_types: inputs.responseTypes,
      }),
    },
  };
}

/** Public keys with the members that the input has; the org adds its own, such as `use`. */
function keysFromService(keys: Value | undefined): Value[] | undefined {
  if (!isList(keys)) {
    return undefined;
  }
  return keys
    .filter(isRecord)
    .map((key) => defined({ e: key.e, kid: key.kid, kty: key.kty, n: key.n, x: key.x, y: key.y }));
}

function defined<T>(record: { readonly [key: string]: T | undefined }): { [key: string]: T } {
  return Object.fromEntries(Object.entries(record).filter((entry): entry is [string, T] => entry[1] !== undefined));
}
