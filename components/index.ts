/**
 * The public entry. {@link Environment} creates a whole environment from a blueprint; its components can be used on
 * their own. Every component is created with `(name, args, opts)`, and its arguments say for each field what a change
 * replaces.
 */
export type { App, Blueprint } from "./blueprint/blueprint";
export {
  type AppInput,
  type BlueprintInput,
  defineBlueprint,
  type RollbackInput,
  type SecretInput,
} from "./blueprint/define";
export { parseBlueprint } from "./blueprint/parse";
export { type EvidenceNames, evidenceNames } from "./core/evidence-names";
export {
  type EnvironmentNames,
  environmentNames,
  type MachineNames,
  type Named,
  type Scope,
  scopeOf,
} from "./core/names";
export { type PolicyDocument, type PolicyStatement, policyDocument } from "./core/policy-document";
export { type Problem, ProblemsError } from "./core/problem";
export { EnvironmentKey, type EnvironmentKeyArgs } from "./encryption/environment-key";
export { type KeyPolicyArgs, keyPolicy } from "./encryption/key-policy";
export type { EnvironmentArgs } from "./environment/args";
export { Environment } from "./environment/environment";
export type { AppOutputs, EnvironmentOutputs } from "./environment/outputs";
export { type EnvironmentPlan, planEnvironment } from "./environment/plan";
export { accessLogPolicy, evidencePolicy } from "./evidence/bucket-policy";
export { EvidenceBucket, type EvidenceBucketArgs } from "./evidence/evidence-bucket";
export { EvidenceRule, type EvidenceRuleArgs } from "./evidence/evidence-rule";
export { PrivateBucket, type PrivateBucketArgs } from "./evidence/private-bucket";
export { type EvidenceRecord, evidenceRecordSchema } from "./evidence/record";
export { Grants, type GrantsArgs } from "./grants/grants";
export { type GrantsPlan, planGrants } from "./grants/plan";
export { FederatedRole, type FederatedRoleArgs } from "./iam/federated-role";
export { Federation, type FederationArgs } from "./iam/identity-providers";
export { PreviewAccess, type PreviewAccessArgs } from "./iam/preview-role";
export {
  type CreatedRole,
  createMachineRole,
  createTaskRole,
  type MachineRoleArgs,
  type RoleArgs,
  type TaskRoleArgs,
} from "./iam/role";
export { githubTrust } from "./iam/trust/github";
export { oidcTrust } from "./iam/trust/oidc";
export { samlTrust } from "./iam/trust/saml";
export { ExecutionLog, type ExecutionLogArgs } from "./logging/execution-log";
export { alarmArns, alarmNames } from "./notifications/alarm-names";
export { alarmDescriptions } from "./notifications/alarm-text";
export { FailureAlarms, type FailureAlarmsArgs } from "./notifications/failure-alarms";
export { failureRule, unnotifiedFilter } from "./notifications/failure-rule";
export { FailureTopic, type FailureTopicArgs } from "./notifications/failure-topic";
export { federationSettings } from "./okta/federation-app";
export { peopleGroups } from "./okta/groups";
export { PeopleAccess, type PeopleAccessArgs } from "./okta/people";
export { MachineAccess, type MachineAccessArgs } from "./okta/service-client";
export { ClientSecret, type ClientSecretArgs } from "./proxy/client-secret";
export { HOOP, type ProxyConventions } from "./proxy/conventions";
export { HoopGateway } from "./proxy/hoop-gateway";
export { IdentityProxy, type IdentityProxyArgs, type ProxyOutputs } from "./proxy/identity-proxy";
export { planProxy } from "./proxy/plan";
export { ProxyClient, type ProxyClientArgs } from "./proxy/proxy-client";
export { proxyRegistration } from "./proxy/registration";
export { type Caller, callersOf } from "./runs-api/callers";
export { type RunsApiNames, runsApiNames } from "./runs-api/names";
export { runsApiStatements } from "./runs-api/permissions";
export { RunsApi, type RunsApiArgs } from "./runs-api/runs-api";
export { AppSecret, type AppSecretArgs } from "./secrets/app-secret";
export { RotationFunction, type RotationFunctionArgs } from "./secrets/rotation-function";
export { rotationLogGroup, rotationStatements } from "./secrets/rotation-permissions";
export { ChildWorkflow, type ChildWorkflowArgs } from "./workflow/child-workflow";
export { SharedWorkflow, type SharedWorkflowArgs } from "./workflow/shared-workflow";
export type { CreatedMachine, MachineArgs } from "./workflow/state-machine";
