/** Calls of one service whose answer holds a password, a key, a token, or an address that contains one. */
export interface CredentialCalls {
  /** Reference page of a call, `*` for its name. */
  readonly source: string;
  /** By the call's name: the member of the answer that is the credential, as the service model names it. */
  readonly always: Readonly<Record<string, string>>;
  /** Calls that answer with it only if one argument has this value. A call without the argument has the other value. */
  readonly byArgument?: Readonly<Record<string, { readonly argument: string; readonly secretIf: boolean }>>;
  /** Of these, the calls that need another permission, or none: the reference has no action of their name. */
  readonly withoutAction?: readonly string[];
}

const DECRYPTED = { argument: "WithDecryption", secretIf: true };

/**
 * Calls whose answer is a credential, by the service's prefix in IAM. The Service Authorization Reference does not say
 * what an answer holds. The list is made from the service models of the AWS SDKs (botocore 1.43.11): members that are
 * marked sensitive, or named after a credential, and that are in every answer, not only of resources that were
 * configured with a password.
 */
export const CREDENTIAL_CALLS: Readonly<Record<string, CredentialCalls>> = {
  acm: {
    source: "https://docs.aws.amazon.com/acm/latest/APIReference/API_*.html",
    always: { ExportCertificate: "PrivateKey" },
  },
  airflow: {
    source: "https://docs.aws.amazon.com/mwaa/latest/API/API_*.html",
    always: { CreateCliToken: "CliToken", CreateWebLoginToken: "WebToken" },
  },
  amplifybackend: {
    source: "https://docs.aws.amazon.com/amplify-admin-ui/latest/APIReference/Welcome.html",
    always: { CreateToken: "SessionId", GetToken: "ChallengeCode" },
  },
  amplifyuibuilder: {
    source: "https://docs.aws.amazon.com/amplifyuibuilder/latest/APIReference/API_*.html",
    always: { ExchangeCodeForToken: "accessToken", RefreshToken: "accessToken" },
  },
  apigateway: {
    source: "https://docs.aws.amazon.com/apigateway/latest/api/API_*.html",
    always: { CreateApiKey: "value", UpdateApiKey: "value" },
    byArgument: {
      GetApiKey: { argument: "IncludeValue", secretIf: true },
      GetApiKeys: { argument: "IncludeValues", secretIf: true },
    },
    withoutAction: ["CreateApiKey", "UpdateApiKey", "GetApiKey", "GetApiKeys"],
  },
  appstream: {
    source: "https://docs.aws.amazon.com/appstream2/latest/APIReference/API_*.html",
    always: { CreateImageBuilderStreamingURL: "StreamingURL", CreateStreamingURL: "StreamingURL" },
  },
  appsync: {
    source: "https://docs.aws.amazon.com/appsync/latest/APIReference/API_*.html",
    always: { CreateApiKey: "apiKey.id", ListApiKeys: "apiKeys[].id", UpdateApiKey: "apiKey.id" },
  },
  athena: {
    source: "https://docs.aws.amazon.com/athena/latest/APIReference/API_*.html",
    always: { CreatePresignedNotebookUrl: "AuthToken", GetSessionEndpoint: "AuthToken" },
  },
  awsssoportal: {
    source: "https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_*.html",
    always: { GetRoleCredentials: "roleCredentials" },
    withoutAction: ["GetRoleCredentials"],
  },
  "bedrock-agentcore": {
    source: "https://docs.aws.amazon.com/bedrock-agentcore/latest/APIReference/API_*.html",
    always: {
      GetResourceApiKey: "apiKey",
      GetResourceOauth2Token: "accessToken",
      GetResourcePaymentToken: "paymentTokenResponse",
      GetWorkloadAccessToken: "workloadAccessToken",
      GetWorkloadAccessTokenForJWT: "workloadAccessToken",
      GetWorkloadAccessTokenForUserId: "workloadAccessToken",
    },
  },
  chime: {
    source: "https://docs.aws.amazon.com/chime-sdk/latest/APIReference/Welcome.html",
    always: {
      BatchCreateAttendee: "Attendees[].JoinToken",
      CreateAttendee: "Attendee.JoinToken",
      CreateMeetingWithAttendees: "Attendees[].JoinToken",
      GetAttendee: "Attendee.JoinToken",
      ListAttendees: "Attendees[].JoinToken",
      RegenerateSecurityToken: "Bot.SecurityToken",
    },
  },
  codeartifact: {
    source: "https://docs.aws.amazon.com/codeartifact/latest/APIReference/API_*.html",
    always: { GetAuthorizationToken: "authorizationToken" },
  },
  codebuild: {
    source: "https://docs.aws.amazon.com/codebuild/latest/APIReference/API_*.html",
    always: { StartSandboxConnection: "ssmSession.tokenValue" },
  },
  codecatalyst: {
    source: "https://docs.aws.amazon.com/codecatalyst/latest/APIReference/API_*.html",
    always: { CreateAccessToken: "secret", StartDevEnvironmentSession: "accessDetails.tokenValue" },
    withoutAction: ["CreateAccessToken", "StartDevEnvironmentSession"],
  },
  codepipeline: {
    source: "https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_*.html",
    always: {
      GetJobDetails: "jobDetails.data.artifactCredentials",
      GetThirdPartyJobDetails: "jobDetails.data.artifactCredentials",
      PollForJobs: "jobs[].data.artifactCredentials",
    },
  },
  "cognito-identity": {
    source: "https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_*.html",
    always: {
      GetCredentialsForIdentity: "Credentials",
      GetOpenIdToken: "Token",
      GetOpenIdTokenForDeveloperIdentity: "Token",
    },
  },
  "cognito-idp": {
    source: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_*.html",
    always: {
      AddUserPoolClientSecret: "ClientSecretDescriptor.ClientSecretValue",
      AdminInitiateAuth: "AuthenticationResult",
      AdminRespondToAuthChallenge: "AuthenticationResult",
      AssociateSoftwareToken: "SecretCode",
      CreateUserPoolClient: "UserPoolClient.ClientSecret",
      DescribeUserPoolClient: "UserPoolClient.ClientSecret",
      GetTokensFromRefreshToken: "AuthenticationResult",
      InitiateAuth: "AuthenticationResult",
      ListUserPoolClientSecrets: "ClientSecrets[].ClientSecretValue",
      RespondToAuthChallenge: "AuthenticationResult",
      UpdateUserPoolClient: "UserPoolClient.ClientSecret",
    },
  },
  connect: {
    source: "https://docs.aws.amazon.com/connect/latest/APIReference/API_*.html",
    always: {
      AdminGetEmergencyAccessToken: "Credentials",
      CreateParticipant: "ParticipantCredentials",
      GetFederationToken: "Credentials",
      StartChatContact: "ParticipantToken",
      StartWebRTCContact: "ParticipantToken",
    },
  },
  datazone: {
    source: "https://docs.aws.amazon.com/datazone/latest/APIReference/API_*.html",
    always: { GetEnvironmentCredentials: "secretAccessKey" },
    byArgument: { GetConnection: { argument: "WithSecret", secretIf: true } },
  },
  deadline: {
    source: "https://docs.aws.amazon.com/deadline-cloud/latest/APIReference/API_*.html",
    always: {
      AssumeFleetRoleForRead: "credentials",
      AssumeFleetRoleForWorker: "credentials",
      AssumeQueueRoleForRead: "credentials",
      AssumeQueueRoleForUser: "credentials",
      AssumeQueueRoleForWorker: "credentials",
    },
  },
  devicefarm: {
    source: "https://docs.aws.amazon.com/devicefarm/latest/APIReference/API_*.html",
    always: { CreateTestGridUrl: "url" },
  },
  ec2: {
    source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_*.html",
    always: {
      CreateKeyPair: "KeyMaterial",
      CreateVpnConnection: "VpnConnection.CustomerGatewayConfiguration",
      DescribeVpnConnections: "VpnConnections[].CustomerGatewayConfiguration",
      GetPasswordData: "PasswordData",
      GetVpnConnectionDeviceSampleConfiguration: "VpnConnectionDeviceSampleConfiguration",
    },
  },
  ecr: {
    source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_*.html",
    always: { GetAuthorizationToken: "authorizationData[].authorizationToken" },
  },
  "ecr-public": {
    source: "https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/API_*.html",
    always: { GetAuthorizationToken: "authorizationData.authorizationToken" },
  },
  ecs: {
    source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_*.html",
    always: { ExecuteCommand: "session.tokenValue" },
  },
  "eks-auth": {
    source: "https://docs.aws.amazon.com/eks/latest/APIReference/API_auth_*.html",
    always: { AssumeRoleForPodIdentity: "credentials" },
  },
  elasticmapreduce: {
    source: "https://docs.aws.amazon.com/emr/latest/APIReference/API_*.html",
    always: {
      GetClusterSessionCredentials: "Credentials",
      GetOnClusterAppUIPresignedURL: "PresignedURL",
      GetPersistentAppUIPresignedURL: "PresignedURL",
    },
  },
  "emr-containers": {
    source: "https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_*.html",
    always: { GetManagedEndpointSessionCredentials: "credentials" },
  },
  "emr-serverless": {
    source: "https://docs.aws.amazon.com/emr-serverless/latest/APIReference/API_*.html",
    always: { GetDashboardForJobRun: "url", GetSessionEndpoint: "authToken" },
  },
  "finspace-api": {
    source: "https://docs.aws.amazon.com/finspace/latest/data-api/API_*.html",
    always: {
      GetExternalDataViewAccessDetails: "credentials",
      GetProgrammaticAccessCredentials: "credentials",
      ResetUserPassword: "temporaryPassword",
    },
    withoutAction: ["GetExternalDataViewAccessDetails", "ResetUserPassword"],
  },
  gamelift: {
    source: "https://docs.aws.amazon.com/gameliftservers/latest/apireference/API_*.html",
    always: {
      CreateBuild: "UploadCredentials",
      GetComputeAccess: "Credentials",
      GetComputeAuthToken: "AuthToken",
      GetInstanceAccess: "InstanceAccess.Credentials",
      RequestUploadCredentials: "UploadCredentials",
    },
  },
  geo: {
    source: "https://docs.aws.amazon.com/location/latest/APIReference/API_*.html",
    always: { CreateKey: "Key", DescribeKey: "Key" },
  },
  glue: {
    source: "https://docs.aws.amazon.com/glue/latest/webapi/API_*.html",
    always: {},
    byArgument: {
      GetConnection: { argument: "HidePassword", secretIf: false },
      GetConnections: { argument: "HidePassword", secretIf: false },
    },
  },
  grafana: {
    source: "https://docs.aws.amazon.com/grafana/latest/APIReference/API_*.html",
    always: { CreateWorkspaceApiKey: "key", CreateWorkspaceServiceAccountToken: "serviceAccountToken.key" },
  },
  iam: {
    source: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_*.html",
    always: {
      CreateAccessKey: "AccessKey.SecretAccessKey",
      CreateLoginProfile: "Password (argument)",
      CreateServiceSpecificCredential: "ServiceSpecificCredential.ServicePassword",
      CreateVirtualMFADevice: "VirtualMFADevice.Base32StringSeed",
      ResetServiceSpecificCredential: "ServiceSpecificCredential.ServicePassword",
      UpdateLoginProfile: "Password (argument)",
    },
  },
  iot: {
    source: "https://docs.aws.amazon.com/iot/latest/apireference/API_*.html",
    always: {
      CreateKeysAndCertificate: "keyPair.PrivateKey",
      CreateProvisioningClaim: "keyPair.PrivateKey",
      OpenTunnel: "sourceAccessToken",
      RotateTunnelAccessToken: "sourceAccessToken",
    },
  },
  ivs: {
    source: "https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_*.html",
    always: {
      BatchGetStreamKey: "streamKeys[].value",
      CreateChannel: "streamKey.value",
      CreateParticipantToken: "participantToken.token",
      CreateStreamKey: "streamKey.value",
      GetStreamKey: "streamKey.value",
    },
  },
  ivschat: {
    source: "https://docs.aws.amazon.com/ivs/latest/ChatAPIReference/API_*.html",
    always: { CreateChatToken: "token" },
  },
  kinesisanalytics: {
    source: "https://docs.aws.amazon.com/managed-flink/latest/apiv2/API_*.html",
    always: { CreateApplicationPresignedUrl: "AuthorizedUrl" },
  },
  kinesisvideo: {
    source: "https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_Operations.html",
    always: {
      GetDASHStreamingSessionURL: "DASHStreamingSessionURL",
      GetHLSStreamingSessionURL: "HLSStreamingSessionURL",
      GetIceServerConfig: "IceServerList[].Password",
    },
  },
  kms: {
    source: "https://docs.aws.amazon.com/kms/latest/APIReference/API_*.html",
    always: {
      Decrypt: "Plaintext",
      DeriveSharedSecret: "SharedSecret",
      GenerateDataKey: "Plaintext",
      GenerateDataKeyPair: "PrivateKeyPlaintext",
      GenerateRandom: "Plaintext",
    },
  },
  lakeformation: {
    source: "https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_*.html",
    always: {
      AssumeDecoratedRoleWithSAML: "SecretAccessKey",
      GetTemporaryDataLocationCredentials: "Credentials",
      GetTemporaryGluePartitionCredentials: "SecretAccessKey",
      GetTemporaryGlueTableCredentials: "SecretAccessKey",
    },
    withoutAction: ["AssumeDecoratedRoleWithSAML", "GetTemporaryDataLocationCredentials"],
  },
  lambda: {
    source: "https://docs.aws.amazon.com/lambda/latest/api/API_*.html",
    always: { CreateMicrovmAuthToken: "token", CreateMicrovmShellAuthToken: "token" },
  },
  "license-manager": {
    source: "https://docs.aws.amazon.com/license-manager/latest/APIReference/API_*.html",
    always: { CreateToken: "Token", GetAccessToken: "AccessToken" },
  },
  lightsail: {
    source: "https://docs.aws.amazon.com/lightsail/2016-11-28/api-reference/API_*.html",
    always: {
      CreateBucketAccessKey: "accessKey.secretAccessKey",
      CreateContainerServiceRegistryLogin: "registryLogin.password",
      CreateKeyPair: "privateKeyBase64",
      DownloadDefaultKeyPair: "privateKeyBase64",
      GetInstanceAccessDetails: "accessDetails.password",
      GetRelationalDatabaseMasterUserPassword: "masterUserPassword",
    },
  },
  mediapackage: {
    source: "https://docs.aws.amazon.com/mediapackage/latest/apireference/channels-id.html",
    always: {
      CreateChannel: "HlsIngest.IngestEndpoints[].Password",
      DescribeChannel: "HlsIngest.IngestEndpoints[].Password",
      RotateChannelCredentials: "HlsIngest.IngestEndpoints[].Password",
      RotateIngestEndpointCredentials: "HlsIngest.IngestEndpoints[].Password",
    },
  },
  opsworks: {
    source: "https://docs.aws.amazon.com/opsworks/latest/APIReference/API_*.html",
    always: { GrantAccess: "TemporaryCredential.Password" },
  },
  "payment-cryptography": {
    source: "https://docs.aws.amazon.com/payment-cryptography/latest/DataAPIReference/API_*.html",
    always: { DecryptData: "PlainText" },
  },
  "pca-connector-scep": {
    source: "https://docs.aws.amazon.com/pca-connector-scep/latest/APIReference/API_*.html",
    always: { CreateChallenge: "Challenge.Password", GetChallengePassword: "Password" },
  },
  quicksight: {
    source: "https://docs.aws.amazon.com/quicksight/latest/APIReference/API_*.html",
    always: {
      GenerateEmbedUrlForAnonymousUser: "EmbedUrl",
      GenerateEmbedUrlForRegisteredUser: "EmbedUrl",
      GenerateEmbedUrlForRegisteredUserWithIdentity: "EmbedUrl",
      GetDashboardEmbedUrl: "EmbedUrl",
      GetSessionEmbedUrl: "EmbedUrl",
    },
  },
  redshift: {
    source: "https://docs.aws.amazon.com/redshift/latest/APIReference/API_*.html",
    always: {
      GetClusterCredentials: "DbPassword",
      GetClusterCredentialsWithIAM: "DbPassword",
      GetIdentityCenterAuthToken: "Token",
    },
  },
  "redshift-serverless": {
    source: "https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_*.html",
    always: { GetCredentials: "dbPassword", GetIdentityCenterAuthToken: "token" },
  },
  route53domains: {
    source: "https://docs.aws.amazon.com/Route53/latest/APIReference/API_domains_*.html",
    always: { RetrieveDomainAuthCode: "AuthCode", TransferDomainToAnotherAwsAccount: "Password" },
  },
  s3: {
    source: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_*.html",
    always: { CreateSession: "Credentials", GetDataAccess: "Credentials" },
    withoutAction: ["CreateSession"],
  },
  s3express: {
    source: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_*.html",
    always: { CreateSession: "Credentials" },
  },
  sagemaker: {
    source: "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_*.html",
    always: {
      CreateHubContentPresignedUrls: "AuthorizedUrlConfigs[].Url",
      CreatePartnerAppPresignedUrl: "Url",
      CreatePresignedDomainUrl: "AuthorizedUrl",
      CreatePresignedMlflowAppUrl: "AuthorizedUrl",
      CreatePresignedMlflowTrackingServerUrl: "AuthorizedUrl",
      CreatePresignedNotebookInstanceUrl: "AuthorizedUrl",
    },
  },
  secretsmanager: {
    source: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_*.html",
    always: {
      BatchGetSecretValue: "SecretValues[].SecretString",
      GetRandomPassword: "RandomPassword",
      GetSecretValue: "SecretString",
    },
  },
  snowball: {
    source: "https://docs.aws.amazon.com/snowball/latest/api-reference/API_*.html",
    always: { GetJobUnlockCode: "UnlockCode" },
  },
  ssm: {
    source: "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_*.html",
    always: {
      CreateActivation: "ActivationCode",
      GetAccessToken: "Credentials",
      ResumeSession: "TokenValue",
      StartSession: "TokenValue",
    },
    byArgument: {
      GetParameter: DECRYPTED,
      GetParameterHistory: DECRYPTED,
      GetParameters: DECRYPTED,
      GetParametersByPath: DECRYPTED,
    },
  },
  "sso-oauth": {
    source: "https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_*.html",
    always: { CreateToken: "accessToken", CreateTokenWithIAM: "accessToken", RegisterClient: "clientSecret" },
    withoutAction: ["CreateToken", "RegisterClient"],
  },
  storagegateway: {
    source: "https://docs.aws.amazon.com/storagegateway/latest/APIReference/API_*.html",
    always: { DescribeChapCredentials: "ChapCredentials[].SecretToAuthenticateInitiator" },
  },
  sts: {
    source: "https://docs.aws.amazon.com/STS/latest/APIReference/API_*.html",
    always: {
      AssumeRole: "Credentials",
      AssumeRoleWithSAML: "Credentials",
      AssumeRoleWithWebIdentity: "Credentials",
      AssumeRoot: "Credentials",
      GetDelegatedAccessToken: "Credentials",
      GetFederationToken: "Credentials",
      GetSessionToken: "Credentials",
      GetWebIdentityToken: "WebIdentityToken",
    },
  },
  wafv2: {
    source: "https://docs.aws.amazon.com/waf/latest/APIReference/API_*.html",
    always: { CreateAPIKey: "APIKey", ListAPIKeys: "APIKeySummaries[].APIKey" },
  },
};
