import { ApiError } from "../errors";
import { ownClaims } from "../oauth/tokens";
import type { Org } from "../org";
import { mayAdminister, type Permission } from "./admin-roles";

/** One call of the Management API by a service app: the scope and the permission that it needs, on which object. */
interface Needs {
  readonly scope: string;
  readonly permission: Permission;
  /** URL of the object below the org's. */
  readonly path: string;
}

/** What a call needs; undefined for one that the embedded org lets no service app make. */
function needsOf(method: string, url: string): Needs | undefined {
  const reads = method === "GET";
  const app = /^\/api\/v1\/apps\/[^/?]+/.exec(url)?.[0];
  if (app !== undefined) {
    const name = reads ? "okta.apps.read" : "okta.apps.manage";
    return { scope: name, permission: name, path: app };
  }
  const group = /^(\/api\/v1\/groups\/(?!rules\b)[^/?]+)\/users\b/.exec(url)?.[1];
  return group === undefined
    ? undefined
    : {
        scope: reads ? "okta.groups.read" : "okta.groups.manage",
        permission: reads ? "okta.groups.read" : "okta.groups.members.manage",
        path: group,
      };
}

/**
 * Access of a service app to the Management API: the token needs the scope of the call, and the app an administrator
 * role with that permission on the very object. The embedded org has such calls for single apps, and for members of
 * single groups. A scope that manages includes the one that reads.
 * https://developer.okta.com/docs/reference/core-okta-api/#oauth-2-0-scopes
 */
export async function checkAccessToken(org: Org, token: string, method: string, url: string): Promise<void> {
  const claims = await ownClaims(org, token, org.url).catch(() => undefined);
  // A person's token comes without consent to administer anything.
  if (claims === undefined || claims.uid !== undefined) {
    throw new ApiError(401, "E0000011", "Invalid token provided");
  }
  const scopes = Array.isArray(claims.scp) ? claims.scp : [];
  const needs = needsOf(method, url);
  const inScope =
    needs !== undefined && [needs.scope, needs.scope.replace(/\.read$/, ".manage")].some((one) => scopes.includes(one));
  if (needs === undefined || !inScope || !mayAdminister(org, String(claims.cid), needs.permission, needs.path)) {
    throw new ApiError(403, "E0000006", "You do not have permission to perform the requested action");
  }
}
