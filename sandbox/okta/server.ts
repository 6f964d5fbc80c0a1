import { timingSafeEqual } from "node:crypto";
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Action, Actions, Call } from "./action";
import { managementActions, publicActions } from "./actions";
import { checkAccessToken } from "./api/access";
import { ApiError, OAuthError } from "./errors";
import type { Org } from "./org";
import { page } from "./paging";

/** The org's HTTP interface: one route for each action, errors in Okta's shapes. */
export function createServer(org: Org, log: (line: string) => void): FastifyInstance {
  const server = Fastify({
    bodyLimit: 1024 * 1024,
    routerOptions: { ignoreTrailingSlash: true },
    forceCloseConnections: true,
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_, text, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(text))));
  });
  server.addContentTypeParser("*", { parseAs: "string" }, (_, text, done) => {
    try {
      done(null, text === "" ? undefined : JSON.parse(String(text)));
    } catch {
      done(new ApiError(400, "E0000003", "The request body was not well-formed."));
    }
  });
  addRoutes(server, managementActions, async (action, request, reply) => {
    await checkToken(org, request);
    return await answer(org, action, request, reply);
  });
  addRoutes(server, publicActions, (action, request, reply) => answer(org, action, request, reply));
  server.setNotFoundHandler((request, reply) => {
    const { pathname } = new URL(request.url, org.url);
    const error = new ApiError(
      404,
      "E0000022",
      `The endpoint does not support the provided HTTP method: ${request.method} ${pathname}`,
    );
    return reply.status(404).send(error.body());
  });
  server.setErrorHandler((error: FastifyError | ApiError | OAuthError, _, reply) => {
    if (error instanceof ApiError || error instanceof OAuthError) {
      return reply.status(error.status).send(error.body());
    }
    const status = error.statusCode ?? 500;
    log(`okta: ${error.message}`);
    return reply.status(status).send(new ApiError(status, "E0000001", error.message).body());
  });
  server.addHook("onResponse", async (request, reply) => {
    // The path alone: queries carry tokens.
    log(`okta: ${request.method} ${request.url.split("?")[0]} ${reply.statusCode}`);
  });
  return server;
}

type Answer = (action: Action, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

function addRoutes(server: FastifyInstance, tables: readonly Actions[], handle: Answer): void {
  for (const [address, action] of tables.flatMap((table) => Object.entries(table))) {
    const [method = "", url = ""] = address.split(" ");
    server.route({ method, url, handler: (request, reply) => handle(action, request, reply) });
  }
}

async function answer(org: Org, action: Action, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (request.routeOptions.url?.startsWith("/api/v1/authorizationServers") && !org.features.apiAccessManagement) {
    throw new ApiError(401, "E0000015", "You do not have permission to access the feature you are requesting.");
  }
  const call: Call = {
    params: request.params as Record<string, string>,
    query: request.query as Record<string, string>,
    body: request.body,
    headers: request.headers,
  };
  const { status, body, list, document, location } = await action(org, call);
  void reply.status(status).header("cache-control", "no-store");
  if (location !== undefined) {
    void reply.header("location", location);
  }
  if (document) {
    return reply.type(`${document.type}; charset=utf-8`).send(document.text);
  }
  if (list) {
    const { items, links } = page(list, call.query, `${addressOf(request)}${request.url.split("?")[0]}`);
    return reply.header("link", links).send(items);
  }
  return reply.send(body);
}

/** Links name the address of the request, as a real org does for each of its domains. */
function addressOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}`;
}

/** An administrator's API token, or a service app's access token with the scope and the role that the call needs. */
async function checkToken(org: Org, request: FastifyRequest): Promise<void> {
  const { authorization } = request.headers;
  if (authorization === undefined) {
    throw new ApiError(401, "E0000005", "Invalid session");
  }
  if (authorization.startsWith("Bearer ")) {
    await checkAccessToken(org, authorization.slice("Bearer ".length), request.method, request.url);
    return;
  }
  const expected = Buffer.from(`SSWS ${org.apiToken}`);
  const given = Buffer.from(authorization);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new ApiError(401, "E0000011", "Invalid token provided");
  }
}
