import type { TestOrg } from "../../helpers/okta-org";

export interface WebClient {
  readonly clientId: string;
  readonly redirectUri: string;
  /** Path of the authorization server, `/oauth2/<id>`. */
  readonly server: string;
}

/** What a proxy asks for and what a person types, for one sign-in by authorization code. */
export interface WebRequest extends Record<string, string> {
  username: string;
  password: string;
}

/** Parameters that Okta sends the browser back with; those of an error in place of a code. */
export async function authorize(
  org: TestOrg,
  { clientId, redirectUri, server }: WebClient,
  request: WebRequest,
): Promise<Readonly<Record<string, string>> & { readonly status: string }> {
  const body = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid profile email",
    state: "state-1",
    ...request,
  });
  const url = `${org.okta.url}${server}/v1/authorize`;
  const response = await fetch(url, { method: "POST", body, redirect: "manual" });
  const location = response.headers.get("location");
  const status = String(response.status);
  if (location === null) {
    return { ...((await response.json()) as Record<string, string>), status };
  }
  return { ...Object.fromEntries(new URL(location).searchParams), sentTo: location.split("?")[0] ?? "", status };
}

/** Redeems a code as `golang.org/x/oauth2` does: basic authentication, both halves escaped. */
export async function redeem(
  org: TestOrg,
  { clientId, redirectUri, server }: WebClient,
  secret: string,
  form: Readonly<Record<string, string>>,
) {
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString("base64");
  const fields = { grant_type: "authorization_code", redirect_uri: redirectUri, ...form };
  return await org.form(`${server}/v1/token`, fields, { authorization: `Basic ${basic}` });
}
