import type { Action } from "./action";
import { appAssignments } from "./api/app-assignments";
import { appKeys } from "./api/app-keys";
import { apps } from "./api/apps";
import { claims } from "./api/claims";
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
import { activate } from "./oauth/activate";
import { clientCredentials } from "./oauth/client-credentials";
import { deviceAuthorize } from "./oauth/device-authorize";
import { discovery } from "./oauth/discovery";
import { orgToken } from "./oauth/org-token";
import { sso } from "./oauth/sso";
import { tokenStatus } from "./oauth/token-status";

/** Everything the org answers. */
export const actions: readonly Action[] = [
  ...groups,
  ...groupMembers,
  ...groupRules,
  ...users,
  ...userStatus,
  ...userSchema,
  ...apps,
  ...appAssignments,
  ...appKeys,
  ...servers,
  ...scopes,
  ...claims,
  ...policies,
  wellKnown,
  ...discovery,
  ...tokenStatus,
  clientCredentials,
  deviceAuthorize,
  orgToken,
  sso,
  ...activate,
];
