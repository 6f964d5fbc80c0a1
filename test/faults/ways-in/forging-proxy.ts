import Fastify from "fastify";
import { newSigningKey, publicJwk, type SigningKey } from "../../../sandbox/okta/keys";

/** Stands in front of the embedded org and adds a key to the key sets of its authorization servers. */
export interface ForgingProxy {
  readonly url: string;
  /** Key that every authorization server of the org seems to have: a test signs with it what it wants. */
  readonly key: SigningKey;
  /** Where the requests go. */
  target: string;
  stop(): Promise<void>;
}

/** Starts a proxy on loopback; `target` has to be set before the first request. */
export async function startForgingProxy(): Promise<ForgingProxy> {
  const key = newSigningKey();
  const server = Fastify();
  const proxy: ForgingProxy = { url: "", key, target: "", stop: () => server.close() };
  server.get("/*", async (request, reply) => {
    const answer = await fetch(`${proxy.target}${request.url}`);
    const body = (await answer.json()) as { keys?: object[] };
    void reply.status(answer.status);
    return Array.isArray(body.keys) ? { keys: [...body.keys, await publicJwk(key)] } : body;
  });
  return Object.assign(proxy, { url: await server.listen({ host: "127.0.0.1", port: 0 }) });
}
