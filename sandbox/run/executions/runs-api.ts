import { machineToken, personToken } from "../../okta/sign-in";
import type { RunContext } from "../context";
import type { RunnerKey } from "../environment/environment-stack";
import type { Person } from "../people/identities";

/** What a token of the runs API is for. */
type Right = "start" | "observe" | "approve";

type Where = Pick<RunContext, "cloud" | "outputs">;

/** A person's token for the runs API, by a sign-in of its own. */
export async function personRunsToken(where: Where, person: Person, ...rights: readonly Right[]): Promise<string> {
  const { issuer = "", nativeClientId: clientId } = where.outputs.okta;
  const { login: username, password } = person;
  const scope = ["openid", ...scopesOf(where, rights)].join(" ");
  return await personToken({ issuer, hosts: where.cloud.hosts, clientId, scope, username, password });
}

/** A token for the runs API of a machine or an agent, by its own key. */
export async function machineRunsToken(where: Where, key: RunnerKey, ...rights: readonly Right[]): Promise<string> {
  const { issuer = "", [`${key.entry}ClientId` as const]: clientId = "" } = where.outputs.okta;
  const { privateKey, id: kid } = key;
  const scope = scopesOf(where, rights).join(" ");
  return (await machineToken({ issuer, hosts: where.cloud.hosts, clientId, privateKey, kid, scope })).accessToken;
}

/** Answer of the runs API. */
export interface RunsAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One request to the runs API, e.g. `POST /runs/release-10/approve`. */
export async function callRunsApi(
  { outputs }: Where,
  token: string,
  request: string,
  body?: object,
): Promise<RunsAnswer> {
  const [method = "", path = ""] = request.split(" ");
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(`${outputs.runsApi?.endpoint}${path}`, { method, headers, ...sent });
  return { status: answer.status, body: (await answer.json()) as RunsAnswer["body"] };
}

function scopesOf({ outputs }: Where, rights: readonly Right[]): string[] {
  return rights.map((right) => {
    const scope = outputs.runsApi?.scopes[right];
    if (scope === undefined) {
      throw new Error(`the environment's runs API has no scope to ${right}`);
    }
    return scope;
  });
}
