import { z } from "zod";
import { type Actions, type Call, list, none, ok, param, read } from "../action";
import { BASE_ATTRIBUTES } from "../attributes";
import { invalid, notFound } from "../errors";
import { addMember, applyRules } from "../membership";
import type { User } from "../model";
import { groupsOf, newId, type Org, timestamp } from "../org";
import { checkPassword, hashPassword } from "../passwords";
import { matching } from "../search";
import { setStatus } from "../status";

const profile = z.looseObject({
  login: z.string().min(5).max(100).optional(),
  email: z
    .string()
    .regex(/^[^\s@]+@[^\s@]+$/, "Does not match required pattern")
    .optional(),
});
const credentials = z.looseObject({ password: z.looseObject({ value: z.string() }).optional() });
const body = z.looseObject({
  profile: profile.required({ login: true, email: true }),
  credentials: credentials.optional(),
  groupIds: z.array(z.string()).max(20).optional(),
});
const change = z.looseObject({ profile: profile.optional(), credentials: credentials.optional() });

/** By id or by login, as Okta allows. */
export function userOf(org: Org, call: Call): User {
  const id = param(call, "userId");
  const user = org.users.get(id) ?? byLogin(org, id);
  if (!user) {
    throw notFound("User", id);
  }
  return user;
}

export function byLogin(org: Org, login: string): User | undefined {
  return [...org.users.values()].find((user) => user.profile.login.toLowerCase() === login.toLowerCase());
}

/** What leaves the org: no password in any form. */
export function sent(user: User) {
  const { passwordHash, failedSignIns, ...visible } = user;
  return {
    ...visible,
    credentials: { ...(passwordHash ? { password: {} } : {}), provider: { type: "OKTA", name: "OKTA" } },
  };
}

function checkProfile(org: Org, given: Readonly<Record<string, unknown>>, except?: string): void {
  const unknown = Object.keys(given).filter((name) => !BASE_ATTRIBUTES.has(name) && !org.userAttributes.has(name));
  if (unknown.length > 0) {
    throw invalid("newUser", ...unknown.map((name) => `${name}: The schema has no such property`));
  }
  const taken = typeof given.login === "string" ? byLogin(org, given.login) : undefined;
  if (taken && taken.id !== except) {
    throw invalid("login", "login: An object with this field already exists in the current organization");
  }
}

function setPassword(org: Org, user: User, password: string): void {
  checkPassword(password, user.profile.login);
  user.passwordHash = hashPassword(password);
  user.passwordChanged = timestamp(org);
}

function update(org: Org, call: Call, replace: boolean) {
  const user = userOf(org, call);
  const changed = read(replace ? body : change, call.body);
  const given = Object.fromEntries(Object.entries(changed.profile ?? {}));
  checkProfile(org, given, user.id);
  if (changed.credentials?.password) {
    setPassword(org, user, changed.credentials.password.value);
  }
  const { login, email } = user.profile;
  user.profile = replace ? { login, email, ...given } : { ...user.profile, ...given };
  user.lastUpdated = timestamp(org);
  applyRules(org, user);
  return ok(sent(user));
}

/** Users: Okta API, "User". */
export const users: Actions = {
  "GET /api/v1/users": (org, call) => {
    // Without a search, deactivated users are left out.
    const plain = !call.query.search && !call.query.filter;
    const all = [...org.users.values()].filter((user) => !plain || user.status !== "DEPROVISIONED");
    return list(matching(all, call.query).map(sent));
  },
  "POST /api/v1/users": (org, call) => {
    const given = read(body, call.body);
    checkProfile(org, given.profile);
    const groupIds = given.groupIds ?? [];
    const missing = groupIds.find((id) => org.groups.get(id)?.type !== "OKTA_GROUP");
    if (missing !== undefined) {
      throw notFound("UserGroup", missing);
    }
    const time = timestamp(org);
    const user: User = {
      id: newId("00u"),
      status: "STAGED",
      created: time,
      activated: null,
      statusChanged: time,
      lastLogin: null,
      lastUpdated: time,
      passwordChanged: null,
      profile: given.profile,
      failedSignIns: 0,
    };
    if (given.credentials?.password) {
      setPassword(org, user, given.credentials.password.value);
    }
    org.users.set(user.id, user);
    for (const groupId of [org.everyone.id, ...groupIds]) {
      addMember(org, groupId, user.id);
    }
    if (call.query.activate !== "false") {
      setStatus(org, user, user.passwordHash ? "ACTIVE" : "PROVISIONED");
    }
    applyRules(org, user);
    return ok(sent(user));
  },
  "GET /api/v1/users/:userId": (org, call) => ok(sent(userOf(org, call))),
  "POST /api/v1/users/:userId": (org, call) => update(org, call, false),
  "PUT /api/v1/users/:userId": (org, call) => update(org, call, true),
  "GET /api/v1/users/:userId/groups": (org, call) => list(groupsOf(org, userOf(org, call).id)),
  // The first call deactivates, the second deletes for good.
  "DELETE /api/v1/users/:userId": (org, call) => {
    const user = userOf(org, call);
    if (user.status !== "DEPROVISIONED") {
      setStatus(org, user, "DEPROVISIONED");
      applyRules(org, user);
      return none;
    }
    org.users.delete(user.id);
    for (const members of [...org.members.values(), ...org.appUsers.values()]) {
      members.delete(user.id);
    }
    return none;
  },
};
