import { isRecord, parseJson } from "../../components/core/json";

/** The part of `fetch` that is used; tests and the sandbox lead it to their own addresses. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** An answer in JSON; `fields` is empty for anything else. */
export interface Answer {
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Milliseconds of one request: API Gateway waits 30 seconds for the function. */
const TIMEOUT = 35_000;

/** Sends a request and reads the answer. No redirect is followed, so that a token goes nowhere else. */
export async function request(fetch: Fetch, url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, { ...init, redirect: "error", signal: AbortSignal.timeout(TIMEOUT) });
  const body = parseJson(await response.text());
  return { status: response.status, fields: isRecord(body) ? body : {} };
}

/** A form as OAuth endpoints expect it. */
export async function postForm(fetch: Fetch, url: string, form: Readonly<Record<string, string>>): Promise<Answer> {
  return await request(fetch, url, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
  });
}

export function textOf({ fields }: Answer, name: string): string {
  const value = fields[name];
  return typeof value === "string" ? value : "";
}
