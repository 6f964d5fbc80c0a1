import type { SamlArgs } from "@pulumi/okta/app";
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
import { at } from "./values";

type SamlInputs = pulumi.Unwrap<SamlArgs>;

/** Name format of an attribute that is not given one (SAML core, section 8.2.1). */
const UNSPECIFIED = "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified";

/** SAML apps from Okta's catalogue (`preconfiguredApp`); Okta API "Application", sign-on mode SAML_2_0. */
export const samlApp = handler<Okta, SamlInputs>({
  type: "okta:app/saml:Saml",
  supports: [...COMMON_INPUTS, "appSettingsJson", "attributeStatements", "preconfiguredApp"],
  replaceOn: ["preconfiguredApp"],
  defaults: {
    accessibilitySelfService: false,
    autoSubmitToolbar: false,
    hideIos: false,
    hideWeb: false,
    status: "ACTIVE",
  },
  documents: { appSettingsJson: "json" },
  validate: (inputs) => [
    ...lengthFault(inputs.label, "label", 100),
    ...oneOf(inputs.status, "status", ["ACTIVE", "INACTIVE"]),
  ],
  async existing({ service }, inputs) {
    const found = await appWithLabel(service, inputs.label, "SAML_2_0");
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
    const path = `/api/v1/apps/${segment(id)}`;
    const keyId = at(app, "credentials.signing.kid");
    const [metadata, keys] = await Promise.all([
      service.text(`${path}/sso/saml/metadata?kid=${segment(String(keyId))}`),
      service.list(`${path}/credentials/keys`),
    ]);
    const key = keys.find((each) => each.kid === keyId);
    const entityUrl = /entityID="([^"]+)"/.exec(metadata)?.[1] ?? "";
    const links = at(app, "_links.appLinks");
    return {
      ...commonOutputs(app),
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
  async update({ service }, id, { news }) {
    await updateApp(service, id, body(news), news.status);
  },
  async delete({ service }, id) {
    await deleteApp(service, id);
  },
});

function body(inputs: SamlInputs) {
  return {
    ...commonBody(inputs, false),
    name: inputs.preconfiguredApp,
    signOnMode: "SAML_2_0",
    settings: {
      app: parseDocument(inputs.appSettingsJson ?? "{}") ?? {},
      notes: notes(inputs),
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
