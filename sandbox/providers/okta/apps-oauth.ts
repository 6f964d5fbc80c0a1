import type { OAuthArgs } from "@pulumi/okta/app";
import type * as pulumi from "@pulumi/pulumi";
import { parseDocument } from "../kit/documents";
import { lengthFault, oneOf } from "../kit/faults";
import { handler } from "../kit/handler";
import { isList, isRecord, type Value } from "../kit/values";
import { type Okta, segment } from "./api";
import {
  appWithLabel,
  COMMON_INPUTS,
  commonBody,
  commonOutputs,
  createApp,
  deleteApp,
  findApp,
  notes,
  updateApp,
} from "./apps";
import { at, texts } from "./values";

type OAuthInputs = pulumi.Unwrap<OAuthArgs>;

const AUTH_METHODS = ["none", "client_secret_post", "client_secret_basic", "client_secret_jwt", "private_key_jwt"];

/** OIDC and API service apps; Okta API "Application", sign-on mode OPENID_CONNECT. */
export const oauthApp = handler<Okta, OAuthInputs>({
  type: "okta:app/oAuth:OAuth",
  supports: [
    ...COMMON_INPUTS,
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
    accessibilitySelfService: false,
    autoSubmitToolbar: false,
    consentMethod: "TRUSTED",
    hideIos: true,
    hideWeb: true,
    issuerMode: "ORG_URL",
    omitSecret: false,
    status: "ACTIVE",
    tokenEndpointAuthMethod: "client_secret_basic",
  },
  chosenByService: ["clientId", "grantTypes", "pkceRequired", "responseTypes"],
  sets: ["grantTypes", "jwks", "postLogoutRedirectUris", "redirectUris", "responseTypes"],
  secretOutputs: ["clientSecret"],
  documents: { profile: "json" },
  validate: (inputs) => [
    ...lengthFault(inputs.label, "label", 100),
    ...oneOf(inputs.type, "type", ["browser", "native", "service", "web"]),
    ...oneOf(inputs.status, "status", ["ACTIVE", "INACTIVE"]),
    ...oneOf(inputs.tokenEndpointAuthMethod, "tokenEndpointAuthMethod", AUTH_METHODS),
    ...(inputs.clientId === undefined || /^[A-Za-z0-9$\-_.+!*'(),]{6,100}$/.test(inputs.clientId)
      ? []
      : [{ property: "clientId", reason: "must be 6 to 100 letters, digits or $-_.+!*'()," }]),
  ],
  async existing({ service }, inputs) {
    const found = await appWithLabel(service, inputs.label, "OPENID_CONNECT");
    return found && { id: found.id, mine: undefined, unfinished: ["status"] };
  },
  async create({ service }, inputs) {
    return (await createApp(service, body(inputs), inputs.status)).id;
  },
  async read({ service }, id, known) {
    const app = await findApp(service, id);
    if (app === undefined) {
      return undefined;
    }
    const client = at(app, "settings.oauthClient");
    const credentials = at(app, "credentials.oauthClient");
    return {
      ...commonOutputs(app),
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
  async update({ service }, id, { news }) {
    await updateApp(service, segment(id), body(news), news.status);
  },
  async delete({ service }, id) {
    await deleteApp(service, id);
  },
});

function body(inputs: OAuthInputs) {
  const jwks = inputs.jwks ?? [];
  return {
    ...commonBody(inputs, true),
    name: "oidc_client",
    ...(inputs.profile === undefined ? {} : { profile: parseDocument(inputs.profile) }),
    signOnMode: "OPENID_CONNECT",
    credentials: {
      oauthClient: defined({
        client_id: inputs.clientId,
        pkce_required: inputs.pkceRequired,
        token_endpoint_auth_method: inputs.tokenEndpointAuthMethod ?? "client_secret_basic",
      }),
    },
    settings: {
      notes: notes(inputs),
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
