import type { PackageDefinition } from "../kit/plugin";
import type { PackageDeclarations } from "../kit/schema";
import { checkOktaConfig, connectOkta, type Okta } from "./api";
import { adminRoleCustom, appOauthApiScope, oauthRoleAssignment, resourceSet } from "./api-access";
import { oauthApp } from "./apps-oauth";
import { samlApp } from "./apps-saml";
import { appGroupAssignments } from "./assignments";
import { serverClaim, serverPolicy, serverPolicyRule, serverScope } from "./authorization-parts";
import { authorizationServer } from "./authorization-servers";
import declarations from "./declarations.json";
import { functions } from "./functions";
import { group, groupRule } from "./groups";

/** The embedded Okta org as a Pulumi package: the types of `@pulumi/okta` that are in use, nothing else. */
export const oktaPackage: PackageDefinition<Okta> = {
  name: "okta",
  declarations: declarations as PackageDeclarations,
  handlers: [
    adminRoleCustom,
    appGroupAssignments,
    appOauthApiScope,
    authorizationServer,
    group,
    groupRule,
    oauthApp,
    oauthRoleAssignment,
    resourceSet,
    samlApp,
    serverClaim,
    serverPolicy,
    serverPolicyRule,
    serverScope,
  ],
  configure: connectOkta,
  checkConfig: checkOktaConfig,
  functions,
};
