import type { Json } from "../asl/types";
import { argumentProblems } from "./arguments";
import type { TaskProblem } from "./task-kind";

/** https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-fields */
export const HTTP_METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"] as const;

export type HttpMethod = (typeof HTTP_METHODS)[number];

/** Methods whose request has a body even where the blueprint writes none. */
const WITH_PAYLOAD: readonly HttpMethod[] = ["POST", "PUT", "PATCH"];
const WITH_BODY: readonly HttpMethod[] = [...WITH_PAYLOAD, "DELETE"];

/**
 * Headers that fail the task (`States.Runtime`), that Step Functions sets, or that only the connection is allowed to
 * set.
 */
const FORBIDDEN = new Set(
  (
    "a-im accept-charset accept-datetime accept-encoding authorization cache-control connection content-encoding content-md5 date expect forwarded " +
    "from host http2-settings if-match if-modified-since if-none-match if-range if-unmodified-since max-forwards origin pragma " +
    "proxy-authorization referer server te trailer transfer-encoding upgrade via warning user-agent range content-length cookie idempotency-key"
  ).split(" "),
);

/**
 * Whether an HTTP task is not allowed to set a header.
 * https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-fields
 */
export function forbiddenHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return FORBIDDEN.has(lower) || /^x-(?:forwarded|amz|amzn)-/.test(lower);
}

/** The arguments of a task that determine its request. */
export interface RequestParts {
  readonly method: HttpMethod;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: { readonly [member: string]: Json };
}

/** Whether a request has a body. */
export function sendsBody({ method, body }: RequestParts): boolean {
  return body !== undefined || WITH_PAYLOAD.includes(method);
}

const SECRET_NAME = /passw|secret|token|credential|api[-_]?key|private[-_]?key|access[-_]?key|signature|authorization/i;

/** Problems of a request that its schema does not find. */
export function httpProblems({ method, headers, query, body }: RequestParts): TaskProblem[] {
  const bodyless: TaskProblem[] =
    body === undefined || WITH_BODY.includes(method)
      ? []
      : [
          {
            path: ["body"],
            message: `is not sent with ${method}`,
            fix: `write it in "query", or use one of ${WITH_BODY.join(", ")}`,
          },
        ];
  const parts = { headers, query, body };
  return [
    ...bodyless,
    ...Object.entries(parts).flatMap(([part, values = {}]) => secrets(part, values)),
    ...argumentProblems({ query: query ?? {}, body: body ?? {} }, []),
  ];
}

function secrets(part: string, values: { readonly [name: string]: Json }): TaskProblem[] {
  return Object.entries(values)
    .filter(([name]) => SECRET_NAME.test(name))
    .map(([name]) => ({
      path: [part, name],
      message: `"${name}" looks like a secret, and arguments are stored in the history of every run`,
      fix: "let the EventBridge connection add it to the request; the connection stores it in Secrets Manager",
    }));
}
