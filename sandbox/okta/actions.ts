import type { Actions } from "./action";
import { adminRoles } from "./api/admin-roles";
import { appAssignments } from "./api/app-assignments";
import { appGrants } from "./api/app-grants";
import { appKeys, appMetadata } from "./api/app-keys";
import { apps } from "./api/apps";
import { claims } from "./api/claims";
import { clientSecrets } from "./api/client-secrets";
import { groupMembers } from "./api/group-members";
import { groupRules } from "./api/group-rules";
import { groups } from "./api/groups";
import { policies } from "./api/policies";
import { scopes } from "./api/scopes";
import { servers } from "./api/servers";
import { userSchema } from "./api/user-schema";
import { userStatus } from "./api/user-status";
import { users } from "./api/users";
import { wellKnown } from "./api/well-known";
import { authorize } from "./oauth/authorize";
import { activate } from "./oauth/device/activate";
import { deviceAuthorize } from "./oauth/device/device-authorize";
import { discovery } from "./oauth/discovery";
import { orgToken } from "./oauth/org-token";
import { serverToken } from "./oauth/server-token";
import { sso } from "./oauth/sso";
import { tokenStatus } from "./oauth/token-status";
import { userInfo } from "./oauth/user-info";

/** What the org answers to a caller with an API token or a service app's access token. */
export const managementActions: readonly Actions[] = [
  groups,
  groupMembers,
  groupRules,
  users,
  userStatus,
  userSchema,
  apps,
  appAssignments,
  appKeys,
  appGrants,
  clientSecrets,
  adminRoles,
  servers,
  scopes,
  claims,
  policies,
];

/** What the org answers to everybody. */
export const publicActions: readonly Actions[] = [
  wellKnown,
  appMetadata,
  discovery,
  tokenStatus,
  authorize,
  userInfo,
  serverToken,
  deviceAuthorize,
  orgToken,
  sso,
  activate,
];
