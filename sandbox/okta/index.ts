import { newOrg, type Org, type OrgFeatures } from "./org";
import { createServer } from "./server";

/** Host name of the embedded org: what issuers and addresses in its answers say. */
const OKTA_HOST = "embedded.okta.example";

/** Names of what administrators made in the org, by kind, without what every org has. People are not among them. */
export interface OktaInventory {
  readonly groups: readonly string[];
  readonly rules: readonly string[];
  readonly apps: readonly string[];
  readonly servers: readonly string[];
}

/** A running embedded Okta org. */
export interface EmbeddedOkta {
  /** `http://127.0.0.1:<port>`: where the org listens. */
  readonly url: string;
  /** `https://embedded.okta.example`: what the org calls itself. */
  readonly orgUrl: string;
  /** `embedded.okta.example`. */
  readonly host: string;
  /** SSWS token of an administrator, new with each start. */
  readonly apiToken: string;
  /** What is in the org at the moment. */
  inventory(): OktaInventory;
  stop(): Promise<void>;
}

export interface OktaOptions {
  /** Called with one line for each request; never with secrets. */
  readonly log?: (line: string) => void;
  /** @default a free one */
  readonly port?: number;
  /** The org's clock, in milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
  /** Features that the org does not have. @default it has all */
  readonly features?: Partial<OrgFeatures>;
}

/** Starts an empty org in memory, on loopback only. */
export async function startOkta(options: OktaOptions = {}): Promise<EmbeddedOkta> {
  const org = newOrg(OKTA_HOST, options.now ?? Date.now, options.features);
  const server = createServer(org, options.log ?? (() => {}));
  const url = await server.listen({ host: "127.0.0.1", port: options.port ?? 0 });
  return {
    url,
    orgUrl: org.url,
    host: org.host,
    apiToken: org.apiToken,
    inventory: () => inventory(org),
    stop: () => server.close(),
  };
}

function inventory(org: Org): OktaInventory {
  const groups = [...org.groups.values()].filter((group) => group.type !== "BUILT_IN");
  return {
    groups: groups.map((group) => group.profile.name),
    rules: [...org.rules.values()].map((rule) => rule.name),
    apps: [...org.apps.values()].map((app) => app.label),
    servers: [...org.servers.values()].map(({ server }) => server.name),
  };
}
