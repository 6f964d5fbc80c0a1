import type { Rule } from "./kit/rule";
import { agentBoundary } from "./rules/agent-boundary";
import { agentBoundaryProven } from "./rules/agent-boundary-proven";
import { agentPermissions } from "./rules/agent-permissions";
import { agentSession } from "./rules/agent-session";
import { agentTrust } from "./rules/agent-trust";
import { callbackHeartbeat } from "./rules/callback-heartbeat";
import { definitionCatchesAll } from "./rules/definition-catches-all";
import { definitionChildAlias } from "./rules/definition-child-alias";
import { definitionFailureReachesTopic } from "./rules/definition-failure-reaches-topic";
import { definitionNoCredentials } from "./rules/definition-no-credentials";
import { definitionReadable } from "./rules/definition-readable";
import { definitionRotatesBeforeFire } from "./rules/definition-rotates-before-fire";
import { evidenceObjectLock } from "./rules/evidence-object-lock";
import { failureAlarms } from "./rules/failure-alarms";
import { failureEvents } from "./rules/failure-events";
import { kmsKeyPolicy } from "./rules/kms-key-policy";
import { kmsKeyRotation } from "./rules/kms-key-rotation";
import { logGroupEncryption } from "./rules/log-group-encryption";
import { logGroupRetention } from "./rules/log-group-retention";
import { machineAlias } from "./rules/machine-alias";
import { machineLogData } from "./rules/machine-log-data";
import { machineLogging } from "./rules/machine-logging";
import { machinePublished } from "./rules/machine-published";
import { machineTimeout } from "./rules/machine-timeout";
import { machineTracing } from "./rules/machine-tracing";
import { noAdminAttachments } from "./rules/no-admin-attachments";
import { noIamAccessKeys } from "./rules/no-iam-access-keys";
import { noIamUsers } from "./rules/no-iam-users";
import { policyActionWildcards } from "./rules/policy-action-wildcards";
import { policyAssumeRole } from "./rules/policy-assume-role";
import { policyDataExposure } from "./rules/policy-data-exposure";
import { policyEscalation } from "./rules/policy-escalation";
import { policyReadable } from "./rules/policy-readable";
import { policyResourceWildcards } from "./rules/policy-resource-wildcards";
import { queueDeadLetter } from "./rules/queue-dead-letter";
import { queueEncryption } from "./rules/queue-encryption";
import { queuePolicyPrincipals } from "./rules/queue-policy-principals";
import { requiredTags } from "./rules/required-tags";
import { retryBounded } from "./rules/retry-bounded";
import { roleBoundary } from "./rules/role-boundary";
import { roleChain } from "./rules/role-chain";
import { roleChainExact } from "./rules/role-chain-exact";
import { roleChainProven } from "./rules/role-chain-proven";
import { roleExclusivePolicies } from "./rules/role-exclusive-policies";
import { roleSession } from "./rules/role-session";
import { secretCustomerKey } from "./rules/secret-customer-key";
import { secretHasRotation } from "./rules/secret-has-rotation";
import { secretRotationFunction } from "./rules/secret-rotation-function";
import { secretRotationInterval } from "./rules/secret-rotation-interval";
import { subscriptionProtocol } from "./rules/subscription-protocol";
import { taskTimeout } from "./rules/task-timeout";
import { topicEncryption } from "./rules/topic-encryption";
import { topicHasSubscription } from "./rules/topic-has-subscription";
import { topicPolicyPrincipals } from "./rules/topic-policy-principals";
import { topicPolicyTls } from "./rules/topic-policy-tls";
import { trustOidc } from "./rules/trust-oidc";
import { trustPrincipals } from "./rules/trust-principals";
import { trustSaml } from "./rules/trust-saml";
import { trustServiceSource } from "./rules/trust-service-source";

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
  policyActionWildcards,
  policyAssumeRole,
  policyDataExposure,
  policyEscalation,
  policyReadable,
  policyResourceWildcards,
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
