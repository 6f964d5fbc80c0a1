/**
 * Actions with which an identity can give itself, or others, more than it was given. Left out is what AWS cannot bound
 * to a resource (`logs:PutResourcePolicy` for one): a name required there could not be given.
 */
const BY_SERVICE: readonly (readonly [service: string, actions: readonly string[]])[] = [
  // What identities may do and who they are: access level "Permissions management" of IAM, and what hands out
  // credentials of others (CKV_AWS_286).
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
  [
    "iam",
    [
      "AddClientIDToOpenIDConnectProvider",
      "AddRoleToInstanceProfile",
      "AddUserToGroup",
      "AttachGroupPolicy",
      "AttachRolePolicy",
      "AttachUserPolicy",
      "CreateAccessKey",
      "CreateLoginProfile",
      "CreateOpenIDConnectProvider",
      "CreatePolicyVersion",
      "CreateSAMLProvider",
      "CreateServiceSpecificCredential",
      "DeactivateMFADevice",
      "DeleteGroupPolicy",
      "DeletePolicyVersion",
      "DeleteRolePermissionsBoundary",
      "DeleteRolePolicy",
      "DeleteUserPermissionsBoundary",
      "DeleteUserPolicy",
      "DetachGroupPolicy",
      "DetachRolePolicy",
      "DetachUserPolicy",
      "PassRole",
      "PutGroupPolicy",
      "PutRolePermissionsBoundary",
      "PutRolePolicy",
      "PutUserPermissionsBoundary",
      "PutUserPolicy",
      "ResetServiceSpecificCredential",
      "SetDefaultPolicyVersion",
      "UpdateAccessKey",
      "UpdateAssumeRolePolicy",
      "UpdateLoginProfile",
      "UpdateOpenIDConnectProviderThumbprint",
      "UpdateSAMLProvider",
      "UploadSigningCertificate",
      "UploadSSHPublicKey",
    ],
  ],
  [
    "sso",
    [
      "AttachCustomerManagedPolicyReferenceToPermissionSet",
      "AttachManagedPolicyToPermissionSet",
      "CreateAccountAssignment",
      "PutInlinePolicyToPermissionSet",
    ],
  ],
  // What runs under a role that something else was given (CKV_AWS_286).
  ["codebuild", ["UpdateProject"]],
  ["glue", ["UpdateDevEndpoint", "UpdateJob"]],
  ["lambda", ["UpdateFunctionCode", "UpdateFunctionConfiguration"]],
  ["sagemaker", ["CreatePresignedNotebookInstanceUrl"]],
  ["ssm", ["SendCommand"]],
  ["states", ["UpdateStateMachine"]],
  // Who else is let at a resource: access level "Permissions management" of its service, or a writer of its policy
  // (CKV_AWS_289).
  // https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
  ["acm-pca", ["CreatePermission", "PutPolicy"]],
  ["apigateway", ["UpdateRestApiPolicy"]],
  ["backup", ["PutBackupVaultAccessPolicy"]],
  ["codeartifact", ["PutDomainPermissionsPolicy", "PutRepositoryPermissionsPolicy"]],
  ["codebuild", ["PutResourcePolicy"]],
  ["dynamodb", ["PutResourcePolicy"]],
  ["ec2", ["ModifyImageAttribute", "ModifySnapshotAttribute"]],
  ["ecr", ["SetRepositoryPolicy"]],
  ["elasticfilesystem", ["PutFileSystemPolicy"]],
  ["glacier", ["SetVaultAccessPolicy"]],
  ["glue", ["PutResourcePolicy"]],
  ["kinesis", ["PutResourcePolicy"]],
  ["kms", ["CreateGrant", "PutKeyPolicy"]],
  ["lambda", ["AddLayerVersionPermission", "AddPermission", "CreateFunctionUrlConfig", "UpdateFunctionUrlConfig"]],
  ["rds", ["ModifyDBClusterSnapshotAttribute", "ModifyDBSnapshotAttribute"]],
  [
    "s3",
    [
      "BypassGovernanceRetention",
      "DeleteBucketPolicy",
      "PutAccessPointPolicy",
      "PutBucketAcl",
      "PutBucketPolicy",
      "PutBucketPublicAccessBlock",
      "PutObjectAcl",
      "PutObjectVersionAcl",
    ],
  ],
  ["secretsmanager", ["DeleteResourcePolicy", "PutResourcePolicy"]],
  ["signer", ["AddProfilePermission"]],
  ["sns", ["AddPermission", "RemovePermission", "SetTopicAttributes"]],
  ["sqs", ["AddPermission", "RemovePermission", "SetQueueAttributes"]],
  ["ssm", ["ModifyDocumentPermission"]],
];

/** As `service:Action`, those of IAM first. */
export const ESCALATIONS: readonly string[] = BY_SERVICE.flatMap(([service, actions]) =>
  actions.map((action) => `${service}:${action}`),
);
