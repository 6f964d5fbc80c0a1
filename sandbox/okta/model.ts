import type { JWK } from "jose";

/**
 * The objects of the org, in the shape in which the Management API sends them. Times are ISO 8601 with milliseconds.
 */

export type Status = "ACTIVE" | "INACTIVE";
export type UserStatus = "STAGED" | "PROVISIONED" | "ACTIVE" | "SUSPENDED" | "LOCKED_OUT" | "DEPROVISIONED";
export type Fields = { [name: string]: unknown };

interface Stored {
  readonly id: string;
  readonly created: string;
  lastUpdated: string;
}

export interface Group extends Stored {
  readonly type: "OKTA_GROUP" | "BUILT_IN";
  lastMembershipUpdated: string;
  profile: { name: string; description: string | null } & Fields;
}

export interface GroupRule extends Stored {
  readonly type: "group_rule";
  status: Status;
  name: string;
  conditions: {
    expression: { value: string; type: "urn:okta:expression:1.0" };
    people?: { users?: { exclude?: string[] | undefined } | undefined } | undefined;
  };
  readonly actions: { assignUserToGroups: { groupIds: string[] } };
}

export interface User extends Stored {
  status: UserStatus;
  activated: string | null;
  statusChanged: string;
  lastLogin: string | null;
  passwordChanged: string | null;
  profile: { login: string; email: string } & Fields;
  /** Salted scrypt hash; never sent. */
  passwordHash?: string;
  failedSignIns: number;
}

/** A public key as it was uploaded. */
export type Jwk = JWK & { kty: string };

export interface OAuthClient extends Fields {
  client_id: string;
  client_secret?: string;
  token_endpoint_auth_method: string;
}

/** One of the up to two secrets of a client. */
export interface ClientSecret extends Stored {
  status: Status;
  readonly client_secret: string;
  readonly secret_hash: string;
}

/** Consent of the org to a scope of its own API for one client. */
export interface ScopeGrant extends Stored {
  readonly scopeId: string;
  readonly issuer: string;
  readonly clientId: string;
}

/** A custom administrator role: a list of permissions. */
export interface AdminRole extends Stored {
  label: string;
  description: string;
  permissions: string[];
}

/** What a custom administrator role is bound to. */
export interface ResourceSet extends Stored {
  label: string;
  description: string;
  /** Resource id -> address. */
  readonly resources: Map<string, string>;
}

/** An administrator role of a client. */
export interface RoleAssignment extends Stored {
  readonly clientId: string;
  readonly type: string;
  readonly label: string;
  readonly status: Status;
  readonly role?: string;
  readonly "resource-set"?: string;
}

export interface App extends Stored {
  readonly name: string;
  label: string;
  status: Status;
  readonly signOnMode: "SAML_2_0" | "OPENID_CONNECT";
  accessibility: Fields;
  visibility: Fields;
  features: string[];
  /** Properties of an OAuth client that expressions read as `app.profile`. */
  profile?: Fields;
  credentials: { oauthClient?: OAuthClient; signing?: { kid: string } } & Fields;
  settings: {
    app: Fields;
    signOn?: Fields;
    oauthClient?: {
      application_type: string;
      grant_types: string[];
      response_types: string[];
      jwks?: { keys: Jwk[] } | undefined;
    } & Fields;
  } & Fields;
  /** The key of a SAML app in addresses and entity ids; not sent. */
  readonly externalKey: string;
}

export interface Assignment {
  readonly id: string;
  lastUpdated: string;
  priority: number;
  profile: Fields;
}

export interface AuthorizationServer extends Stored {
  name: string;
  description: string | null;
  audiences: string[];
  readonly issuer: string;
  issuerMode: string;
  status: Status;
}

export interface Scope {
  readonly id: string;
  name: string;
  displayName: string | null;
  description: string | null;
  readonly system: boolean;
  metadataPublish: "ALL_CLIENTS" | "NO_CLIENTS";
  consent: string;
  default: boolean;
  optional: boolean;
}

export interface Claim {
  readonly id: string;
  name: string;
  status: Status;
  claimType: "RESOURCE" | "IDENTITY";
  valueType: "EXPRESSION" | "GROUPS" | "SYSTEM";
  value: string;
  group_filter_type?: "STARTS_WITH" | "EQUALS" | "CONTAINS" | "REGEX" | undefined;
  alwaysIncludeInToken: boolean;
  readonly system: boolean;
  conditions: { scopes: string[] };
}

export interface Policy extends Stored {
  readonly type: "OAUTH_AUTHORIZATION_POLICY";
  name: string;
  description: string | null;
  priority: number;
  status: Status;
  readonly system: boolean;
  conditions: { clients: { include: string[] } };
}

interface People {
  include?: string[] | undefined;
  exclude?: string[] | undefined;
}

export interface PolicyRule extends Stored {
  readonly type: "RESOURCE_ACCESS";
  name: string;
  priority: number;
  status: Status;
  readonly system: boolean;
  conditions: {
    people: { users: People; groups: People };
    grantTypes: { include: string[] };
    scopes: { include: string[] };
  };
  actions: {
    token: {
      accessTokenLifetimeMinutes: number;
      refreshTokenLifetimeMinutes: number;
      refreshTokenWindowMinutes: number;
    } & Fields;
  };
}
