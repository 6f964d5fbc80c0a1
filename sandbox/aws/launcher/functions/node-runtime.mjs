// Runtime client for Node.js functions: polls the Lambda Runtime API for events, calls the handler, sends its result.
// Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes" and "Define Lambda function handler in
// Node.js".
import { existsSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";

const { AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT = ".", _HANDLER = "index.handler" } = process.env;
const api = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
// Hosts that loopback URLs stand for, such as an Okta org's: a function calls them by their own names.
const hosts = new Map(Object.entries(JSON.parse(process.env.EMBEDDED_HOSTS ?? "{}")));
delete process.env.EMBEDDED_HOSTS;
if (hosts.size > 0) {
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const stand = hosts.get(url.host);
    return fetch(stand === undefined ? input : new URL(`${url.pathname}${url.search}`, stand), init);
  };
}
// Not fetch: loading it would double the time of a cold start.
const agent = new Agent({ keepAlive: true });
/** Milliseconds between two polls of the process that started this one. */
const POLL_EVERY = 500;
let requestId = "";

// The worker belongs to the cloud that started it, and ends with it.
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(1), POLL_EVERY).unref();

for (const [method, level] of Object.entries({
  log: "INFO",
  info: "INFO",
  debug: "DEBUG",
  warn: "WARN",
  error: "ERROR",
})) {
  console[method] = (...values) =>
    process.stdout.write(`${new Date().toISOString()}\t${requestId}\t${level}\t${format(...values)}\n`);
}

const failure = (error, type) =>
  error instanceof Error
    ? { errorType: type ?? error.name, errorMessage: error.message, trace: String(error.stack).split("\n") }
    : { errorType: type ?? typeof error, errorMessage: String(error), trace: [] };

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const sent = request(`${api}${path}`, { method, agent }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text }));
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const post = (path, body) => call("POST", path, JSON.stringify(body ?? null));

async function loadHandler() {
  const dot = _HANDLER.lastIndexOf(".");
  const [file, name] = [_HANDLER.slice(0, dot), _HANDLER.slice(dot + 1)];
  const path = [".js", ".mjs", ".cjs"].map((ending) => join(LAMBDA_TASK_ROOT, file + ending)).find(existsSync);
  if (path === undefined) {
    throw Object.assign(new Error(`Cannot find module '${file}'`), { type: "Runtime.ImportModuleError" });
  }
  const module = await import(pathToFileURL(path).href);
  const handler = module[name] ?? module.default?.[name];
  if (typeof handler !== "function") {
    throw Object.assign(new Error(`${_HANDLER} is undefined or not exported`), { type: "Runtime.HandlerNotFound" });
  }
  return handler;
}

function contextOf(headers) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  return {
    awsRequestId: requestId,
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

/** The result of an async handler, or what a handler with a callback calls back with. */
function run(handler, event, context) {
  return new Promise((resolve, reject) => {
    const result = handler(event, context, (error, value) => (error ? reject(error) : resolve(value)));
    if (typeof result?.then === "function") {
      result.then(resolve, reject);
    } else if (handler.length < 3) {
      resolve(result);
    }
  });
}

let handler;
try {
  handler = await loadHandler();
} catch (error) {
  await post(
    "/init/error",
    failure(error, error?.type ?? (error instanceof SyntaxError ? "Runtime.UserCodeSyntaxError" : undefined)),
  );
  process.exit(1);
}

process.on("uncaughtException", async (error) => {
  await post(`/invocation/${requestId}/error`, failure(error)).catch(() => undefined);
  process.exit(129);
});
process.on("unhandledRejection", async (error) => {
  await post(`/invocation/${requestId}/error`, failure(error, "Runtime.UnhandledPromiseRejection")).catch(
    () => undefined,
  );
  process.exit(128);
});

for (;;) {
  let next;
  try {
    next = await call("GET", "/invocation/next");
  } catch {
    process.exit(1);
  }
  if (next.status !== 200) {
    process.exit(1);
  }
  requestId = next.headers["lambda-runtime-aws-request-id"];
  process.env._X_AMZN_TRACE_ID = next.headers["lambda-runtime-trace-id"] ?? "";
  try {
    const result = await run(handler, JSON.parse(next.text), contextOf(next.headers));
    await post(`/invocation/${requestId}/response`, result);
  } catch (error) {
    console.error("Invoke Error", failure(error));
    await post(`/invocation/${requestId}/error`, failure(error));
  }
}
