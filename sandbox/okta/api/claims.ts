import { z } from "zod";
import { read } from "../action";
import { BASE_ATTRIBUTES } from "../attributes";
import { invalid } from "../errors";
import { checkNames } from "../expression/evaluate";
import { ExpressionError, parseExpression } from "../expression/parse";
import type { App, Claim } from "../model";
import { newId, type Org } from "../org";
import { type Collection, collection, itemLifecycle } from "./collection";
import { serverOf } from "./servers";

/** Claims that the server itself writes; a custom claim may not take their names (Okta, "Reserved claims"). */
const RESERVED = ["ver", "jti", "iss", "aud", "iat", "exp", "cid", "uid", "scp", "active", "token_type", "client_id"];

/**
 * What a claim can say of the app.
 * https://support.okta.com/help/s/article/how-to-add-app-specific-information-to-the-custom-claims
 */
const APP_ATTRIBUTES = ["id", "clientId", "profile"];

const body = z.looseObject({
  name: z.string().min(1).max(200),
  status: z.enum(["ACTIVE", "INACTIVE"]).default("ACTIVE"),
  claimType: z.enum(["RESOURCE", "IDENTITY"]),
  valueType: z.enum(["EXPRESSION", "GROUPS", "SYSTEM"]),
  value: z.string().min(1),
  group_filter_type: z.enum(["STARTS_WITH", "EQUALS", "CONTAINS", "REGEX"]).nullish(),
  alwaysIncludeInToken: z.boolean().default(false),
  conditions: z.looseObject({ scopes: z.array(z.string()).nullish() }).nullish(),
});

function check(org: Org, claim: z.infer<typeof body>): void {
  if (RESERVED.includes(claim.name)) {
    throw invalid("name", `name: '${claim.name}' is a reserved claim`);
  }
  if ((claim.valueType === "GROUPS") !== Boolean(claim.group_filter_type)) {
    throw invalid("group_filter_type", "group_filter_type: belongs to claims of value type GROUPS, and they need it");
  }
  try {
    if (claim.group_filter_type === "REGEX") {
      new RegExp(claim.value);
    }
    if (claim.valueType === "EXPRESSION") {
      checkNames(parseExpression(withoutNull(claim.value)), {
        user: new Set([...BASE_ATTRIBUTES, ...org.userAttributes.keys()]),
        appuser: null,
        app: new Set(APP_ATTRIBUTES),
      });
    }
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof SyntaxError) {
      throw invalid("value", `value: Invalid expression: ${error.message}`);
    }
    throw error;
  }
}

/** `appuser != null` tests the whole; its user name is null exactly without a user. */
export function withoutNull(expression: string): string {
  return expression.replace(/\b(appuser|user)\s*(==|!=)\s*null\b/g, (_, root: string, operator: string) =>
    root === "appuser" ? `appuser.userName ${operator} null` : `user.login ${operator} null`,
  );
}

/** What expressions read as `app`. */
export function appRoot(app: App): Readonly<Record<string, unknown>> {
  return { id: app.id, clientId: app.credentials.oauthClient?.client_id, profile: app.profile ?? null };
}

const of: Collection<Claim> = {
  path: "/api/v1/authorizationServers/:serverId/claims",
  kind: "OAuth2Claim",
  items: (org, call) => serverOf(org, call).claims,
  store: (org, call, existing) => {
    const given = read(body, call.body);
    check(org, given);
    for (const other of serverOf(org, call).claims.values()) {
      if (other.name === given.name && other.claimType === given.claimType && other.id !== existing?.id) {
        throw invalid("name", "name: A claim with this name already exists for this token");
      }
    }
    const fields = {
      name: given.name,
      status: given.status,
      claimType: given.claimType,
      valueType: given.valueType,
      value: given.value,
      alwaysIncludeInToken: given.alwaysIncludeInToken,
      conditions: { scopes: given.conditions?.scopes ?? [] },
      ...(given.group_filter_type ? { group_filter_type: given.group_filter_type } : {}),
    };
    return existing ? Object.assign(existing, fields) : { id: newId("ocl"), system: false, ...fields };
  },
};

/** Claims: Okta API, "Authorization Server Claims". */
export const claims = { ...collection(of), ...itemLifecycle(of) };
