import { ApiError } from "../errors";
import { ownClaims } from "../oauth/tokens";
import type { Org } from "../org";
import { mayAdminister } from "./admin-roles";

/**
 * Access of a service app to the Management API: the token needs the scope of the call, and the app an administrator
 * role with that permission on the very object. The embedded org has such calls for single apps only.
 * https://developer.okta.com/docs/reference/core-okta-api/#oauth-2-0-scopes
 */
export async function checkAccessToken(
  org: Org,
  token: string,
  method: string,
  url: string,
  appId: string | undefined,
): Promise<void> {
  const claims = await ownClaims(org, token, org.url).catch(() => undefined);
  // A person's token comes without consent to administer anything.
  if (claims === undefined || claims.uid !== undefined) {
    throw new ApiError(401, "E0000011", "Invalid token provided");
  }
  const scopes = Array.isArray(claims.scp) ? claims.scp : [];
  const permission = method === "GET" ? "okta.apps.read" : "okta.apps.manage";
  const inScope = scopes.includes("okta.apps.manage") || scopes.includes(permission);
  const isApps = url.startsWith("/api/v1/apps");
  if (!isApps || !inScope || !mayAdminister(org, String(claims.cid), permission, appId)) {
    throw new ApiError(403, "E0000006", "You do not have permission to perform the requested action");
  }
}
