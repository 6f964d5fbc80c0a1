import type { Rule } from "./kit/rule";
import { definitionChildAlias } from "./rules/audit/definition-child-alias";
import { definitionNoCredentials } from "./rules/audit/definition-no-credentials";
import { evidenceObjectLock } from "./rules/audit/evidence-object-lock";
import { logGroupEncryption } from "./rules/audit/log-group-encryption";
import { logGroupRetention } from "./rules/audit/log-group-retention";
import { machineAlias } from "./rules/audit/machine-alias";
import { machineLogData } from "./rules/audit/machine-log-data";
import { machineLogging } from "./rules/audit/machine-logging";
import { machinePublished } from "./rules/audit/machine-published";
import { machineTracing } from "./rules/audit/machine-tracing";
import { requiredTags } from "./rules/audit/required-tags";
import { callbackHeartbeat } from "./rules/failures/callback-heartbeat";
import { definitionCatchesAll } from "./rules/failures/definition-catches-all";
import { definitionFailureReachesTopic } from "./rules/failures/definition-failure-reaches-topic";
import { definitionReadable } from "./rules/failures/definition-readable";
import { failureAlarms } from "./rules/failures/failure-alarms";
import { failureEvents } from "./rules/failures/failure-events";
import { failureMessagesDelivered } from "./rules/failures/failure-messages-delivered";
import { failuresProven } from "./rules/failures/failures-proven";
import { machineTimeout } from "./rules/failures/machine-timeout";
import { queueDeadLetter } from "./rules/failures/queue-dead-letter";
import { queueEncryption } from "./rules/failures/queue-encryption";
import { queuePolicyPrincipals } from "./rules/failures/queue-policy-principals";
import { retryBounded } from "./rules/failures/retry-bounded";
import { subscriptionProtocol } from "./rules/failures/subscription-protocol";
import { taskTimeout } from "./rules/failures/task-timeout";
import { topicEncryption } from "./rules/failures/topic-encryption";
import { topicHasSubscription } from "./rules/failures/topic-has-subscription";
import { topicPolicyPrincipals } from "./rules/failures/topic-policy-principals";
import { topicPolicyTls } from "./rules/failures/topic-policy-tls";
import { noAdminAttachments } from "./rules/permissions/no-admin-attachments";
import { policyActionNames } from "./rules/permissions/policy-action-names";
import { policyActionWildcards } from "./rules/permissions/policy-action-wildcards";
import { policyAssumeRole } from "./rules/permissions/policy-assume-role";
import { policyDataExposure } from "./rules/permissions/policy-data-exposure";
import { policyEscalation } from "./rules/permissions/policy-escalation";
import { policyReadable } from "./rules/permissions/policy-readable";
import { policyResourceWildcards } from "./rules/permissions/policy-resource-wildcards";
import { policyRoleChanges } from "./rules/permissions/policy-role-changes";
import { roleBoundary } from "./rules/permissions/role-boundary";
import { roleChain } from "./rules/permissions/role-chain";
import { roleChainExact } from "./rules/permissions/role-chain-exact";
import { roleChainProven } from "./rules/permissions/role-chain-proven";
import { roleExclusivePolicies } from "./rules/permissions/role-exclusive-policies";
import { definitionRotatesBeforeFire } from "./rules/rotation/definition-rotates-before-fire";
import { kmsKeyPolicy } from "./rules/rotation/kms-key-policy";
import { kmsKeyRotation } from "./rules/rotation/kms-key-rotation";
import { noIamAccessKeys } from "./rules/rotation/no-iam-access-keys";
import { noIamUsers } from "./rules/rotation/no-iam-users";
import { secretCustomerKey } from "./rules/rotation/secret-customer-key";
import { secretHasRotation } from "./rules/rotation/secret-has-rotation";
import { secretRotationFunction } from "./rules/rotation/secret-rotation-function";
import { secretRotationInterval } from "./rules/rotation/secret-rotation-interval";
import { agentBoundary } from "./rules/trust/agent-boundary";
import { agentBoundaryProven } from "./rules/trust/agent-boundary-proven";
import { agentPermissions } from "./rules/trust/agent-permissions";
import { agentSession } from "./rules/trust/agent-session";
import { agentTrust } from "./rules/trust/agent-trust";
import { roleSession } from "./rules/trust/role-session";
import { trustOidc } from "./rules/trust/trust-oidc";
import { trustPrincipals } from "./rules/trust/trust-principals";
import { trustSaml } from "./rules/trust/trust-saml";
import { trustServiceSource } from "./rules/trust/trust-service-source";

/** Every rule of the pack, by name. A test holds the folder `rules` against this list. */
export const rules: readonly Rule[] = [
  agentBoundary,
  agentBoundaryProven,
  agentPermissions,
  agentSession,
  agentTrust,
  callbackHeartbeat,
  definitionCatchesAll,
  definitionChildAlias,
  definitionFailureReachesTopic,
  definitionNoCredentials,
  definitionReadable,
  definitionRotatesBeforeFire,
  evidenceObjectLock,
  failureAlarms,
  failureEvents,
  failureMessagesDelivered,
  failuresProven,
  kmsKeyPolicy,
  kmsKeyRotation,
  logGroupEncryption,
  logGroupRetention,
  machineAlias,
  machineLogData,
  machineLogging,
  machinePublished,
  machineTimeout,
  machineTracing,
  noAdminAttachments,
  noIamAccessKeys,
  noIamUsers,
  policyActionNames,
  policyActionWildcards,
  policyAssumeRole,
  policyDataExposure,
  policyEscalation,
  policyReadable,
  policyResourceWildcards,
  policyRoleChanges,
  queueDeadLetter,
  queueEncryption,
  queuePolicyPrincipals,
  requiredTags,
  retryBounded,
  roleBoundary,
  roleChain,
  roleChainExact,
  roleChainProven,
  roleExclusivePolicies,
  roleSession,
  secretCustomerKey,
  secretHasRotation,
  secretRotationFunction,
  secretRotationInterval,
  subscriptionProtocol,
  taskTimeout,
  topicEncryption,
  topicHasSubscription,
  topicPolicyPrincipals,
  topicPolicyTls,
  trustOidc,
  trustPrincipals,
  trustSaml,
  trustServiceSource,
];
