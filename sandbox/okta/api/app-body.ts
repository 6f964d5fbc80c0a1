import { z } from "zod";
import { read } from "../action";
import { newClientSecret } from "../client-secret";
import { invalid } from "../errors";
import type { App, Jwk } from "../model";
import { appByClientId, newId, type Org, timestamp } from "../org";
import { checkGroupFilter } from "../saml/roles";

const fields = z.record(z.string(), z.unknown());
const jwk = z.custom<Jwk>((key) => typeof key === "object" && key !== null && "kty" in key, "must be a JSON Web Key");
const common = {
  label: z.string().min(1, "The field cannot be left blank").max(100),
  accessibility: fields.optional(),
  visibility: fields.optional(),
  features: z.array(z.string()).optional(),
};

const saml = z.looseObject({
  ...common,
  name: z.literal("amazon_aws", "The embedded org has the preconfigured app amazon_aws only"),
  signOnMode: z.literal("SAML_2_0"),
  credentials: fields.optional(),
  settings: z
    .looseObject({
      app: z
        .looseObject({
          groupFilter: z.string().optional(),
          roleValuePattern: z.string().optional(),
          sessionDuration: z.number().int().min(900).max(43_200).optional(),
          webSSOAllowedClient: z.string().nullish(),
        })
        .default({}),
      signOn: z
        .looseObject({
          attributeStatements: z
            .array(
              z.looseObject({
                type: z.enum(["EXPRESSION", "GROUP"]),
                name: z.string().min(1),
                values: z.array(z.string()).nullish(),
              }),
            )
            .nullish(),
        })
        .nullish(),
    })
    .default({ app: {} }),
});

const oauth = z.looseObject({
  ...common,
  name: z.literal("oidc_client"),
  profile: fields.nullish(),
  signOnMode: z.literal("OPENID_CONNECT"),
  credentials: z
    .looseObject({
      oauthClient: z
        .looseObject({
          client_id: z
            .string()
            .regex(/^[A-Za-z0-9$\-_.+!*'(),]{6,100}$/, "must be 6 to 100 letters, digits or $-_.+!*'(),")
            .optional(),
          token_endpoint_auth_method: z
            .enum(["none", "client_secret_post", "client_secret_basic", "client_secret_jwt", "private_key_jwt"])
            .optional(),
        })
        .optional(),
    })
    .optional(),
  settings: z.looseObject({
    oauthClient: z.looseObject({
      application_type: z.enum(["web", "native", "browser", "service"]),
      grant_types: z.array(z.string()).min(1),
      redirect_uris: z.array(z.string()).optional(),
      post_logout_redirect_uris: z.array(z.string()).optional(),
      response_types: z.array(z.string()).optional(),
      jwks: z.looseObject({ keys: z.array(jwk) }).optional(),
      jwks_uri: z.string().nullish(),
    }),
  }),
});

type SamlBody = z.infer<typeof saml>;
type OAuthBody = z.infer<typeof oauth>;

/** Grant of the device flow, which Classic Engine does not have. */
const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

const GRANTS: { readonly [type: string]: readonly string[] } = {
  service: ["client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange"],
  web: ["authorization_code", "implicit", "refresh_token", "interaction_code", "client_credentials"],
  native: [
    "authorization_code",
    "implicit",
    "password",
    "refresh_token",
    "interaction_code",
    DEVICE_GRANT,
    "urn:ietf:params:oauth:grant-type:token-exchange",
  ],
};

/** The body of a create or replace call, checked as far as the org's behaviour depends on it. */
export function readApp(org: Org, body: unknown, existing?: App): SamlBody | OAuthBody {
  const mode = typeof body === "object" && body !== null ? Reflect.get(body, "signOnMode") : undefined;
  if (mode !== "SAML_2_0" && mode !== "OPENID_CONNECT") {
    throw invalid("signOnMode", "signOnMode: The embedded org knows SAML_2_0 and OPENID_CONNECT");
  }
  if (mode === "SAML_2_0") {
    const given = read(saml, body);
    checkGroupFilter(given.settings.app.groupFilter);
    checkStatements(given.settings.signOn?.attributeStatements ?? []);
    return given;
  }
  const given = read(oauth, body);
  checkOAuth(org, given, existing);
  return given;
}

/** https://help.okta.com/en-us/content/topics/apps/attribute-statements-saml.htm */
function checkStatements(statements: readonly { readonly name: string }[]): void {
  const names = statements.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw invalid("attributeStatements", `attributeStatements: '${twice}' is the name of two attribute statements`);
  }
}

function checkOAuth(org: Org, given: OAuthBody, existing: App | undefined): void {
  const { application_type: type, grant_types: grants, jwks, jwks_uri: uri } = given.settings.oauthClient;
  const client = given.credentials?.oauthClient;
  const allowed = GRANTS[type]?.filter((grant) => grant !== DEVICE_GRANT || org.features.identityEngine);
  const wrong = allowed ? grants.filter((grant) => !allowed.includes(grant)) : [];
  if (wrong.length > 0) {
    throw invalid("grant_types", `grant_types: '${wrong.join(", ")}' is not allowed for application_type '${type}'`);
  }
  checkRedirects(given.settings.oauthClient);
  if (client?.token_endpoint_auth_method === "private_key_jwt" && !jwks?.keys.length && !uri) {
    throw invalid("jwks", "jwks: 'jwks' or 'jwks_uri' must be given for 'private_key_jwt'");
  }
  if (uri) {
    throw invalid("jwks_uri", "jwks_uri: The embedded org supports public keys in jwks only");
  }
  if (type === "service" && client?.token_endpoint_auth_method === "none") {
    throw invalid("token_endpoint_auth_method", "token_endpoint_auth_method: 'none' is not allowed for a service app");
  }
  if (jwks?.keys.some((key) => key.d !== undefined)) {
    throw invalid("jwks", "jwks: A private key must not be uploaded");
  }
  const owner = client?.client_id ? appByClientId(org, client.client_id) : undefined;
  if (owner && owner.id !== existing?.id) {
    throw invalid("client_id", "client_id: An object with this field already exists in the current organization");
  }
  const current = existing?.credentials.oauthClient?.client_id;
  if (current && client?.client_id && client.client_id !== current) {
    throw invalid("client_id", "client_id: The client id of an app cannot be changed");
  }
  if (current) {
    given.credentials = { ...given.credentials, oauthClient: { ...client, client_id: current } };
  }
}

/** Addresses that a browser is sent back to: absolute, complete, and encrypted unless they stay on the machine. */
function checkRedirects(client: OAuthBody["settings"]["oauthClient"]): void {
  const { redirect_uris: signIn = [], post_logout_redirect_uris: signOut = [], grant_types: grants } = client;
  if (signIn.length === 0 && (grants.includes("authorization_code") || grants.includes("implicit"))) {
    throw invalid("redirect_uris", "redirect_uris: At least one redirect uri must be given for the grant types");
  }
  const wrong = [...signIn, ...signOut].find((uri) => !URL.canParse(uri) || /[*#]/.test(uri));
  if (wrong !== undefined) {
    throw invalid("redirect_uris", `redirect_uris: '${wrong}' is not an absolute uri without wildcard and fragment`);
  }
}

export function newApp(org: Org, given: SamlBody | OAuthBody, active: boolean): App {
  const id = newId("0oa");
  const time = timestamp(org);
  const base = {
    id,
    label: given.label,
    status: active ? ("ACTIVE" as const) : ("INACTIVE" as const),
    created: time,
    lastUpdated: time,
    accessibility: given.accessibility ?? { selfService: false },
    visibility: given.visibility ?? { autoSubmitToolbar: false, hide: { iOS: false, web: false } },
    features: given.features ?? [],
    externalKey: newId("exk"),
  };
  return given.signOnMode === "SAML_2_0" ? samlApp(base, given) : oauthApp(base, given);
}

type Base = Omit<App, "name" | "signOnMode" | "credentials" | "settings">;

const USER_NAME = { template: `\${source.login}`, type: "BUILT_IN" };

function samlApp(base: Base, given: SamlBody): App {
  return {
    ...base,
    name: given.name,
    signOnMode: given.signOnMode,
    credentials: { userNameTemplate: USER_NAME, ...given.credentials },
    settings: {
      ...given.settings,
      // The defaults of the preconfigured app.
      app: {
        appFilter: "okta",
        awsEnvironmentType: "aws.amazon",
        groupFilter: "aws_(?{{accountid}}\\d+)_(?{{role}}[a-zA-Z0-9+=,.@\\-_]+)",
        identityProviderArn: null,
        joinAllRoles: false,
        loginURL: "https://console.aws.amazon.com/ec2/home",
        roleValuePattern: `arn:aws:iam::\${accountid}:saml-provider/OKTA,arn:aws:iam::\${accountid}:role/\${role}`,
        sessionDuration: 3600,
        useGroupMapping: false,
        webSSOAllowedClient: null,
        ...given.settings.app,
      },
      signOn: { assertionSigned: true, responseSigned: true, attributeStatements: [], ...given.settings.signOn },
    },
  };
}

function oauthApp(base: Base, given: OAuthBody): App {
  const { settings } = given;
  const givenClient = given.credentials?.oauthClient;
  const type = settings.oauthClient.application_type;
  const method = givenClient?.token_endpoint_auth_method ?? (type === "native" ? "none" : "client_secret_basic");
  return {
    ...base,
    name: given.name,
    signOnMode: given.signOnMode,
    ...(given.profile ? { profile: given.profile } : {}),
    credentials: {
      userNameTemplate: USER_NAME,
      ...given.credentials,
      oauthClient: {
        autoKeyRotation: true,
        ...givenClient,
        client_id: givenClient?.client_id ?? base.id,
        token_endpoint_auth_method: method,
        ...(method.startsWith("client_secret") ? { client_secret: newClientSecret() } : {}),
      },
    },
    settings: {
      ...settings,
      app: {},
      oauthClient: {
        ...settings.oauthClient,
        response_types: settings.oauthClient.response_types ?? [type === "service" ? "token" : "code"],
      },
    },
  };
}
