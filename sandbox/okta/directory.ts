import { randomBytes } from "node:crypto";
import { oktaRequest } from "./client";

interface NewPerson {
  /** An org and an administrator's way into its Management API. */
  readonly org: { readonly orgUrl: string; readonly url: string; readonly host: string; readonly apiToken: string };
  /** An e-mail address. */
  readonly login: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Attributes that group rules read. */
  readonly department: string;
  /** @default none */
  readonly division?: string;
  /** @default none */
  readonly title?: string;
}

interface CreatedPerson {
  readonly id: string;
  readonly login: string;
  /** Known to the caller and never printed. */
  readonly password: string;
}

/** Creates and activates a person with a random password; group rules apply immediately. */
export async function createPerson({ org, ...person }: NewPerson): Promise<CreatedPerson> {
  // Okta's default password policy requires four kinds of characters.
  const password = `${randomBytes(18).toString("base64url")}aA1!`;
  const response = await oktaRequest({
    step: "POST /api/v1/users",
    url: `${org.orgUrl}/api/v1/users?activate=true`,
    hosts: { [org.host]: org.url },
    headers: { authorization: `SSWS ${org.apiToken}` },
    json: { profile: { ...person, email: person.login }, credentials: { password: { value: password } } },
  });
  const { id } = (await response.json()) as { id: string };
  return { id, login: person.login, password };
}
