import { byLogin } from "../api/users";
import { OAuthError } from "../errors";
import type { App, User } from "../model";
import { isAssigned, type Org, timestamp } from "../org";
import { LOCKOUT_AFTER, passwordMatches } from "../passwords";
import { setStatus } from "../status";

export const NOT_ASSIGNED = "User is not assigned to the client application.";

/**
 * The active user of that name and password. One answer for every refusal, so that it reveals nothing about the user.
 */
export function signIn(org: Org, login: string, password: string): User | undefined {
  const user = byLogin(org, login);
  if (user?.status !== "ACTIVE") {
    return undefined;
  }
  if (!passwordMatches(password, user.passwordHash)) {
    user.failedSignIns += 1;
    if (user.failedSignIns >= LOCKOUT_AFTER) {
      setStatus(org, user, "LOCKED_OUT");
    }
    return undefined;
  }
  user.failedSignIns = 0;
  user.lastLogin = timestamp(org);
  return user;
}

/** The user of a session that is going on, unless that person has been taken out of the org or of the app meanwhile. */
export function stillAllowed(org: Org, userId: string, app: App): User {
  const user = org.users.get(userId);
  if (user?.status !== "ACTIVE") {
    throw new OAuthError("access_denied", "The user is not active.");
  }
  if (!isAssigned(org, app, user.id)) {
    throw new OAuthError("access_denied", NOT_ASSIGNED);
  }
  return user;
}
