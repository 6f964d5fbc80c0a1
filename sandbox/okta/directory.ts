import { randomInt } from "node:crypto";
import { type Hosts, oktaRequest } from "./client";

/** An org and an administrator's way into its Management API. */
export interface Administration {
  readonly org: { readonly orgUrl: string; readonly url: string; readonly host: string; readonly apiToken: string };
}

export interface NewPerson extends Administration {
  /** An e-mail address. */
  readonly login: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Attributes that group rules read. */
  readonly department: string;
  /** @default none */
  readonly division?: string;
  /** @default a random one */
  readonly password?: string;
}

export interface CreatedPerson {
  readonly id: string;
  readonly login: string;
  /** Known to the caller and never printed. */
  readonly password: string;
}

/** Creates and activates a person; group rules apply immediately. */
export async function createPerson(person: NewPerson): Promise<CreatedPerson> {
  const { login, firstName, lastName, department, division, password = randomPassword() } = person;
  const body = {
    profile: { login, email: login, firstName, lastName, department, ...(division === undefined ? {} : { division }) },
    credentials: { password: { value: password } },
  };
  const { id } = await call<{ id: string }>(person.org, "POST", "/api/v1/users?activate=true", body);
  return { id, login, password };
}

/** Changes attributes of a person's profile; group rules apply immediately. */
export async function changePerson(
  args: Administration & { readonly id: string; readonly profile: Readonly<Record<string, string>> },
): Promise<void> {
  await call(args.org, "POST", `/api/v1/users/${args.id}`, { profile: args.profile });
}

/** Deactivates a person, and deletes the account with a second call, as Okta requires. */
export async function deletePerson(args: Administration & { readonly id: string }): Promise<void> {
  await call(args.org, "DELETE", `/api/v1/users/${args.id}`);
  await call(args.org, "DELETE", `/api/v1/users/${args.id}`);
}

export async function deactivatePerson(args: Administration & { readonly id: string }): Promise<void> {
  await call(args.org, "POST", `/api/v1/users/${args.id}/lifecycle/deactivate`);
}

/** Names of the groups that a person is in, without Everyone. */
export async function groupsOfPerson(args: Administration & { readonly id: string }): Promise<string[]> {
  const groups = await call<{ type: string; profile: { name: string } }[]>(
    args.org,
    "GET",
    `/api/v1/users/${args.id}/groups`,
  );
  return groups.filter((group) => group.type !== "BUILT_IN").map((group) => group.profile.name);
}

/** 24 characters with every class that Okta's default policy requires. */
export function randomPassword(): string {
  const classes = ["abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-_.+"];
  const pick = (from: string): string => from[randomInt(from.length)] ?? "";
  const all = classes.join("");
  return [...classes.map(pick), ...Array.from({ length: 20 }, () => pick(all))].join("");
}

async function call<T>(
  org: Administration["org"],
  method: "GET" | "POST" | "DELETE",
  path: string,
  json?: unknown,
): Promise<T> {
  const hosts: Hosts = { [org.host]: org.url };
  const response = await oktaRequest({
    step: `${method} ${path.split("?")[0]}`,
    url: `${org.orgUrl}${path}`,
    hosts,
    method,
    headers: { authorization: `SSWS ${org.apiToken}` },
    ...(json === undefined ? {} : { json }),
  });
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}
