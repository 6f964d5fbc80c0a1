import type { SamlArgs } from "@pulumi/okta/app";
import type * as pulumi from "@pulumi/pulumi";
import { parseDocument } from "../kit/documents";
import { isList, isRecord, type Value } from "../kit/values";
import { segment } from "./api";
import { appHandler } from "./apps";
import { at } from "./values";

type SamlInputs = pulumi.Unwrap<SamlArgs>;

/** Name format of an attribute that is not given one (SAML core, section 8.2.1). */
const UNSPECIFIED = "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified";

/** SAML apps from Okta's catalogue (`preconfiguredApp`); Okta API "Application", sign-on mode SAML_2_0. */
export const samlApp = appHandler<SamlInputs>({
  type: "okta:app/saml:Saml",
  supports: ["appSettingsJson", "attributeStatements", "preconfiguredApp"],
  replaceOn: ["preconfiguredApp"],
  documents: { appSettingsJson: "json" },
  signOnMode: "SAML_2_0",
  hidden: false,
  body,
  async outputs(app, service, known) {
    const path = `/api/v1/apps/${segment(app.id)}`;
    const keyId = at(app, "credentials.signing.kid");
    const [metadata, keys] = await Promise.all([
      service.text(`${path}/sso/saml/metadata?kid=${segment(String(keyId))}`),
      service.list(`${path}/credentials/keys`),
    ]);
    const key = keys.find((each) => each.kid === keyId);
    const entityUrl = /entityID="([^"]+)"/.exec(metadata)?.[1] ?? "";
    const links = at(app, "_links.appLinks");
    return {
      appSettingsJson: settingsFromService(at(app, "settings.app"), known.appSettingsJson),
      attributeStatements: statementsFromService(at(app, "settings.signOn.attributeStatements")),
      certificate: isList(key?.x5c) ? key.x5c[0] : undefined,
      embedUrl: isList(links) ? at(links[0], "href") : undefined,
      entityKey: entityUrl.slice(entityUrl.lastIndexOf("/") + 1),
      entityUrl,
      features: app.features ?? [],
      httpPostBinding: locationOf(metadata, "HTTP-POST"),
      httpRedirectBinding: locationOf(metadata, "HTTP-Redirect"),
      keyId,
      keys: keys.map((each) => ({
        created: each.created,
        e: each.e,
        expiresAt: each.expiresAt,
        kid: each.kid,
        kty: each.kty,
        lastUpdated: each.lastUpdated,
        n: each.n,
        use: each.use,
        x5cs: each.x5c,
      })),
      metadata,
      metadataUrl: at(app, "_links.metadata.href"),
      preconfiguredApp: app.name,
    };
  },
});

function body(inputs: SamlInputs) {
  return {
    name: inputs.preconfiguredApp,
    settings: {
      app: parseDocument(inputs.appSettingsJson ?? "{}") ?? {},
      ...(inputs.attributeStatements === undefined
        ? {}
        : { signOn: { attributeStatements: inputs.attributeStatements.map(statementBody) } }),
    },
  };
}

type Statement = NonNullable<SamlInputs["attributeStatements"]>[number];

/** The defaults are those of the provider. */
function statementBody({ name, namespace = UNSPECIFIED, type = "EXPRESSION", values = [] }: Statement) {
  return { type, name, namespace, values };
}

function statementsFromService(statements: Value | undefined): Value[] | undefined {
  return isList(statements) && statements.length > 0
    ? statements
        .filter(isRecord)
        .map(({ name, namespace, type, values }) => ({ name, namespace, type, values }) as Value)
    : undefined;
}

/** The org fills an app's settings up with the catalogue's own; of those only what the program sets is its input. */
function settingsFromService(settings: Value | undefined, known: string | undefined): string | undefined {
  if (!isRecord(settings)) {
    return undefined;
  }
  const wanted = known === undefined ? undefined : parseDocument(known);
  const names = isRecord(wanted)
    ? Object.keys(wanted)
    : Object.keys(settings).filter((name) => settings[name] !== null);
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, settings[name] ?? null])));
}

/** Where a browser is sent for a binding (SAML 2.0 metadata, section 2.4.3). */
function locationOf(metadata: string, binding: string): string | undefined {
  const service = metadata
    .match(/<(?:\w+:)?SingleSignOnService\b[^>]*>/g)
    ?.find((element) => element.includes(`bindings:${binding}"`));
  return service === undefined ? undefined : /Location="([^"]+)"/.exec(service)?.[1];
}
