import { jwtVerify } from "jose";
import { type Actions, type Call, ok } from "../action";
import { serverOf } from "../api/servers";
import { OAuthError } from "../errors";
import { appByClientId, type Org } from "../org";
import { stillAllowed } from "./people";
import { personClaims } from "./person-claims";

async function claimsOf(org: Org, call: Call) {
  const contents = serverOf(org, call);
  const { server, key } = contents;
  const [scheme, token] = String(call.headers.authorization ?? "").split(" ");
  const verified = await jwtVerify(token ?? "", key.publicKey, {
    algorithms: ["RS256"],
    issuer: server.issuer,
    audience: server.audiences,
    currentDate: new Date(org.now()),
  }).catch(() => undefined);
  const scopes = verified?.payload.scp;
  const app = appByClientId(org, String(verified?.payload.cid));
  if (scheme?.toLowerCase() !== "bearer" || !verified || !app || !Array.isArray(scopes) || !scopes.includes("openid")) {
    throw new OAuthError("invalid_token", "The access token is invalid.", 401);
  }
  const user = stillAllowed(org, String(verified.payload.uid), app);
  return { sub: user.id, ...personClaims(org, contents, app, user, scopes.map(String), "user info") };
}

/** Claims about the person behind an access token, as they are now (OpenID Connect Core 1.0, section 5.3). */
export const userInfo: Actions = {
  "GET /oauth2/:serverId/v1/userinfo": async (org, call) => ok(await claimsOf(org, call)),
};
