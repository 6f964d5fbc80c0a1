import { randomBytes } from "node:crypto";
import { newSigningKey, type SamlKey, type SigningKey } from "./keys";
import type {
  AdminRole,
  App,
  Assignment,
  AuthorizationServer,
  Claim,
  ClientSecret,
  Group,
  GroupRule,
  Policy,
  PolicyRule,
  ResourceSet,
  RoleAssignment,
  Scope,
  ScopeGrant,
  User,
} from "./model";

/** What an authorization server holds. */
export interface ServerContents {
  readonly server: AuthorizationServer;
  readonly scopes: Map<string, Scope>;
  readonly claims: Map<string, Claim>;
  readonly policies: Map<string, { readonly policy: Policy; readonly rules: Map<string, PolicyRule> }>;
  readonly key: SigningKey;
}

/** One device authorization on its way (RFC 8628). */
export interface DeviceSession {
  /** Custom authorization server; absent for the org's own. */
  readonly serverId?: string;
  readonly userCode: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
  /** Seconds between two polls; grows with each one that comes too early. */
  interval: number;
  lastPoll?: number;
  outcome?: { readonly userId: string } | { readonly denied: string };
}

/** A web SSO token: one sign-in of one user to one app. */
interface SsoToken {
  readonly userId: string;
  readonly appId: string;
  readonly expiresAt: number;
}

/** An authorization code on its way from the browser to the client. */
interface CodeSession {
  readonly serverId: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly userId: string;
  readonly expiresAt: number;
  readonly nonce?: string;
  /** SHA-256 of the client's verifier (RFC 7636). */
  readonly challenge?: string;
}

/** What an org was bought with; a developer org has all of it. */
export interface OrgFeatures {
  /** Custom authorization servers. @default true */
  readonly apiAccessManagement: boolean;
  /** Identity Engine, with the device flow; Classic Engine without. @default true */
  readonly identityEngine: boolean;
}

/** The whole state of an org, in memory. */
export interface Org {
  readonly id: string;
  readonly features: OrgFeatures;
  readonly host: string;
  readonly url: string;
  readonly apiToken: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly key: SigningKey;
  readonly everyone: Group;
  readonly groups: Map<string, Group>;
  readonly rules: Map<string, GroupRule>;
  readonly users: Map<string, User>;
  /** group id -> user id -> why: "direct" or the id of the rule. */
  readonly members: Map<string, Map<string, Set<string>>>;
  readonly userAttributes: Map<string, unknown>;
  readonly apps: Map<string, App>;
  readonly samlKeys: Map<string, SamlKey>;
  /** app id -> group or user id -> assignment. */
  readonly appGroups: Map<string, Map<string, Assignment>>;
  readonly appUsers: Map<string, Map<string, Assignment>>;
  readonly servers: Map<string, ServerContents>;
  readonly devices: Map<string, DeviceSession>;
  readonly ssoTokens: Map<string, SsoToken>;
  readonly codes: Map<string, CodeSession>;
  /** app id -> secret id -> secret. */
  readonly clientSecrets: Map<string, Map<string, ClientSecret>>;
  /** app id -> grant id -> grant. */
  readonly appGrants: Map<string, Map<string, ScopeGrant>>;
  readonly adminRoles: Map<string, AdminRole>;
  readonly resourceSets: Map<string, ResourceSet>;
  readonly roleAssignments: Map<string, RoleAssignment>;
  readonly usedAssertions: Map<string, number>;
  readonly revoked: Set<string>;
}

export function newOrg(host: string, now: () => number, features: Partial<OrgFeatures> = {}): Org {
  const time = new Date(now()).toISOString();
  const everyone: Group = {
    id: newId("00g"),
    created: time,
    lastUpdated: time,
    lastMembershipUpdated: time,
    type: "BUILT_IN",
    profile: { name: "Everyone", description: "All users in your organization" },
  };
  let key: SigningKey | undefined;
  return {
    id: newId("00o"),
    features: { apiAccessManagement: true, identityEngine: true, ...features },
    host,
    url: `https://${host}`,
    // Made when first needed: it costs tenths of a second, and an org without sign-ins needs none.
    get key() {
      key ??= newSigningKey();
      return key;
    },
    apiToken: `00${randomBytes(30).toString("base64url")}`,
    now,
    everyone,
    groups: new Map([[everyone.id, everyone]]),
    rules: new Map(),
    users: new Map(),
    members: new Map([[everyone.id, new Map()]]),
    userAttributes: new Map(),
    apps: new Map(),
    samlKeys: new Map(),
    appGroups: new Map(),
    appUsers: new Map(),
    servers: new Map(),
    devices: new Map(),
    ssoTokens: new Map(),
    codes: new Map(),
    clientSecrets: new Map(),
    appGrants: new Map(),
    adminRoles: new Map(),
    resourceSets: new Map(),
    roleAssignments: new Map(),
    usedAssertions: new Map(),
    revoked: new Set(),
  };
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
let counter = 0;

/** An id of 20 characters, like Okta's: three say the kind. Ids of one process sort by creation, which paging uses. */
export function newId(kind: string): string {
  counter += 1;
  const random = [...randomBytes(11)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
  return `${kind}${counter.toString(36).padStart(6, "0")}${random}`.slice(0, 20);
}

export function timestamp(org: Org): string {
  return new Date(org.now()).toISOString();
}

/** Direct or through a group: what Okta calls assigned. */
export function isAssigned(org: Org, app: App, userId: string): boolean {
  if (org.appUsers.get(app.id)?.has(userId)) {
    return true;
  }
  return [...(org.appGroups.get(app.id)?.keys() ?? [])].some((group) => org.members.get(group)?.has(userId));
}

export function groupsOf(org: Org, userId: string): Group[] {
  return [...org.groups.values()].filter((group) => org.members.get(group.id)?.has(userId));
}

export function appByClientId(org: Org, clientId: string): App | undefined {
  return [...org.apps.values()].find((app) => app.credentials.oauthClient?.client_id === clientId);
}
