import type { z } from "zod";
import { ApiError, invalid } from "./errors";
import type { Org } from "./org";

/** One request as an action sees it. */
export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  /** A list: it is cut to pages, with a Link header. */
  readonly list?: readonly { readonly id: string }[];
  /** Address that the browser is sent to. */
  readonly location?: string;
  /** A finished document of this content type instead of JSON. */
  readonly document?: { readonly type: string; readonly text: string };
}

/** What one operation of the org does. */
export type Action = (org: Org, call: Call) => Reply | Promise<Reply>;

/** Operations by method and path: `GET /api/v1/groups/:groupId`. */
export type Actions = Readonly<Record<string, Action>>;

/** The two operations that make an object active or inactive. */
export function lifecycle(path: string, set: (org: Org, call: Call, status: "ACTIVE" | "INACTIVE") => Reply): Actions {
  return {
    [`POST ${path}/lifecycle/activate`]: (org, call) => set(org, call, "ACTIVE"),
    [`POST ${path}/lifecycle/deactivate`]: (org, call) => set(org, call, "INACTIVE"),
  };
}

export const ok = (body: unknown): Reply => ({ status: 200, body });
export const created = (body: unknown): Reply => ({ status: 201, body });
export const list = (items: readonly { readonly id: string }[]): Reply => ({ status: 200, list: items });
export const none: Reply = { status: 204 };

/** The body in its shape, or 400 E0000001 with every fault as a cause; 400 E0000003 without an object. */
export function read<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new ApiError(400, "E0000003", "The request body was not well-formed.");
  }
  const result = schema.safeParse(body);
  if (result.success) {
    return result.data;
  }
  const causes = result.error.issues.map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`);
  throw invalid(String(result.error.issues[0]?.path[0] ?? "body"), ...causes);
}

export function param(call: Call, name: string): string {
  return call.params[name] ?? "";
}
