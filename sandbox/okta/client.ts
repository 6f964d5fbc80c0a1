/** An Okta answer that is a refusal: of the Management API (E-codes) or of OAuth (error names). */
export class OktaError extends Error {
  constructor(
    readonly status: number,
    /** `E0000011`, or `invalid_client` and its like. */
    readonly code: string,
    readonly summary: string,
    /** The step that was refused. */
    readonly step: string,
  ) {
    super(`Okta refused (${step}): ${code} ${summary}`);
    this.name = "OktaError";
  }
}

/** Host name -> loopback URL: what DNS and TLS do elsewhere. Hosts that it does not name are left as they are. */
export type Hosts = Readonly<Record<string, string>>;

interface OktaRequest {
  /** What is being done, for messages. */
  readonly step: string;
  readonly url: string;
  readonly hosts: Hosts;
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent form-encoded. */
  readonly form?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
}

/** @throws OktaError for every answer that is not 2xx */
export async function oktaRequest(request: OktaRequest): Promise<Response> {
  const { form, json, hosts, step } = request;
  const body = form ? new URLSearchParams(form).toString() : json === undefined ? undefined : JSON.stringify(json);
  const response = await fetch(reachable(request.url, hosts), {
    method: request.method ?? (body === undefined ? "GET" : "POST"),
    redirect: "error",
    signal: AbortSignal.timeout(30_000),
    headers: {
      accept: "application/json",
      ...(form ? { "content-type": "application/x-www-form-urlencoded" } : {}),
      ...(json === undefined ? {} : { "content-type": "application/json" }),
      ...request.headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  if (!response.ok) {
    throw refusal(response.status, await response.text(), step);
  }
  return response;
}

function reachable(url: string, hosts: Hosts): string {
  const { host, pathname, search } = new URL(url);
  const stand = hosts[host];
  return stand === undefined ? url : new URL(`${pathname}${search}`, stand).toString();
}

function refusal(status: number, text: string, step: string): OktaError {
  try {
    const { errorCode, errorSummary, errorCauses, error, error_description: description } = JSON.parse(text);
    const causes = Array.isArray(errorCauses) ? errorCauses.map((cause) => cause?.errorSummary).filter(Boolean) : [];
    const summary = [errorSummary ?? description ?? "", ...causes].join(" ");
    return new OktaError(status, String(errorCode ?? error ?? status), summary, step);
  } catch {
    return new OktaError(status, String(status), "answered without an error object", step);
  }
}
