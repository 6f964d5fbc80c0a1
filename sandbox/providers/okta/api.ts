import { setTimeout as wait } from "node:timers/promises";
import type { Fault } from "../kit/handler";
import type { Props, Value } from "../kit/values";

/** An object of the Management API. */
export type OktaObject = { readonly [key: string]: Value } & { readonly id: string };

/** What Okta answers to a refused call: https://developer.okta.com/docs/reference/error-codes/ */
export class OktaError extends Error {
  readonly status: number;

  constructor(status: number, body: unknown) {
    const { errorCode, errorSummary, errorCauses } = (body ?? {}) as {
      errorCode?: string;
      errorSummary?: string;
      errorCauses?: { errorSummary?: string }[];
    };
    const causes = (errorCauses ?? []).map((cause) => cause.errorSummary).filter(Boolean);
    super(`${status} ${errorCode ?? ""} ${errorSummary ?? ""}${causes.length > 0 ? ` (${causes.join("; ")})` : ""}`);
    this.name = "OktaError";
    this.status = status;
  }
}

const MOST_TRIES = 5;

/** A connection to one org: its address on this machine and its API token. */
export class Okta {
  readonly orgUrl: string;
  private readonly url: string;
  private readonly token: string;

  constructor(orgUrl: string, url: string, token: string) {
    this.orgUrl = orgUrl;
    this.url = url;
    this.token = token;
  }

  async get(path: string): Promise<OktaObject> {
    return (await this.call("GET", path)).body as OktaObject;
  }

  async post(path: string, body?: unknown): Promise<OktaObject> {
    return (await this.call("POST", path, body)).body as OktaObject;
  }

  async put(path: string, body: unknown): Promise<OktaObject> {
    return (await this.call("PUT", path, body)).body as OktaObject;
  }

  async delete(path: string): Promise<void> {
    await this.call("DELETE", path);
  }

  /** All objects of a list, over all its pages. */
  async list(path: string): Promise<OktaObject[]> {
    const found: OktaObject[] = [];
    for (let next: string | undefined = path; next !== undefined; ) {
      const page: { body: unknown; link: string | null } = await this.call("GET", next);
      found.push(...(page.body as OktaObject[]));
      next = nextPage(page.link);
    }
    return found;
  }

  async text(path: string): Promise<string> {
    return String((await this.call("GET", path)).body);
  }

  private async call(method: string, path: string, body?: unknown): Promise<{ body: unknown; link: string | null }> {
    for (let tries = 1; ; tries += 1) {
      const response = await fetch(new URL(path, this.url), {
        method,
        headers: {
          accept: "application/json, application/xml",
          authorization: `SSWS ${this.token}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      // Too many calls in a minute: https://developer.okta.com/docs/reference/rl-best-practices/
      if (response.status === 429 && tries < MOST_TRIES) {
        await wait(untilReset(response.headers.get("x-rate-limit-reset")));
        continue;
      }
      const isJson = response.headers.get("content-type")?.includes("json") ?? false;
      const answer: unknown = isJson && text !== "" ? JSON.parse(text) : text;
      if (!response.ok) {
        throw new OktaError(response.status, answer);
      }
      return { body: answer, link: response.headers.get("link") };
    }
  }
}

/** The answer, or undefined where the org says that the object is not there. */
export async function orGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof OktaError && error.status === 404) {
      return undefined;
    }
    throw error;
  }
}

/** One segment of a path. */
export function segment(value: string): string {
  return encodeURIComponent(value);
}

// Other ways to sign in to an org; the embedded one knows its own API token only.
const REFUSED = ["accessToken", "clientId", "privateKey", "privateKeyId", "scopes", "httpProxy"];

export function checkOktaConfig(config: Props): Fault[] {
  return REFUSED.filter((name) => config[name] !== undefined).map((property) => ({
    property,
    reason: "is a real option of the provider, but the embedded org supports okta:apiToken only; leave it out here",
  }));
}

/**
 * Connects with `okta:orgName`, `okta:baseUrl` and `okta:apiToken`. The org's own address is
 * https://<orgName>.<baseUrl>; where it listens is OKTA_EMBEDDED_URL, which must be on this machine: this plugin must
 * never reach a real org.
 */
export async function connectOkta(config: Props): Promise<Okta> {
  const orgName = needed(config, "orgName", "OKTA_ORG_NAME");
  const baseUrl = needed(config, "baseUrl", "OKTA_BASE_URL");
  const token = needed(config, "apiToken", "OKTA_API_TOKEN");
  const url = process.env.OKTA_EMBEDDED_URL;
  const fix = "Set OKTA_EMBEDDED_URL to the embedded org's address; for a real org use the official provider plugin.";
  if (url === undefined || !URL.canParse(url)) {
    throw new Error(`OKTA_EMBEDDED_URL is not set to a URL. ${fix}`);
  }
  const { hostname } = new URL(url);
  if (!["127.0.0.1", "localhost", "[::1]"].includes(hostname)) {
    throw new Error(`OKTA_EMBEDDED_URL names ${hostname}, which is not this machine. ${fix}`);
  }
  return new Okta(`https://${orgName}.${baseUrl}`, url, token);
}

function needed(config: Props, name: string, variable: string): string {
  const value = config[name] ?? process.env[variable];
  if (typeof value === "string" && value !== "") {
    return value;
  }
  throw new Error(`okta:${name} is missing: set it in the stack's configuration or as ${variable}.`);
}

function nextPage(link: string | null): string | undefined {
  const address = /<([^>]+)>;\s*rel="next"/.exec(link ?? "")?.[1];
  if (address === undefined) {
    return undefined;
  }
  const { pathname, search } = new URL(address);
  return `${pathname}${search}`;
}

/** Milliseconds until the limit starts anew; the header has seconds since the epoch. */
function untilReset(header: string | null): number {
  const at = Number(header) * 1000;
  return Number.isFinite(at) ? Math.min(Math.max(at - Date.now(), 250), 60_000) : 1000;
}
