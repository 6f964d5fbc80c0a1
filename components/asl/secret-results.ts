/**
 * SDK actions whose results contain a secret, a token or a key: the result would be in the history for 90 days, and in
 * the log. By the service of an `aws-sdk` integration; `*` stands for any letters.
 */
const SECRET_RESULTS: Readonly<Record<string, readonly string[]>> = {
  apigateway: ["createApiKey", "getApiKey", "getApiKeys"],
  codeartifact: ["getAuthorizationToken"],
  cognitoidentity: ["getCredentialsForIdentity", "getOpenIdToken*"],
  cognitoidentityprovider: [
    "*initiateAuth",
    "*respondToAuthChallenge",
    "createUserPoolClient",
    "describeUserPoolClient",
  ],
  ec2: ["createKeyPair", "getPasswordData"],
  ecr: ["getAuthorizationToken"],
  ecrpublic: ["getAuthorizationToken"],
  iam: [
    "createAccessKey",
    "createLoginProfile",
    "createServiceSpecificCredential",
    "resetAccessKey",
    "resetLoginProfile",
    "resetServiceSpecificCredential",
  ],
  kms: ["decrypt", "deriveSharedSecret", "generateDataKey*"],
  lightsail: [
    "createKeyPair",
    "downloadDefaultKeyPair",
    "getInstanceAccessDetails",
    "getRelationalDatabaseMasterUserPassword",
  ],
  rds: ["generateDbAuthToken"],
  redshift: ["getClusterCredentials*"],
  redshiftserverless: ["getCredentials"],
  s3: ["createSession"],
  secretsmanager: ["batchGetSecretValue", "getRandomPassword", "getSecretValue"],
  ssm: ["getAccessToken"],
  sso: ["getRoleCredentials"],
  ssooidc: ["createToken*"],
  sts: ["assumeRole*", "getFederationToken", "getSessionToken"],
};

/** The table as patterns, by service. */
const PATTERNS: ReadonlyMap<string, readonly RegExp[]> = new Map(
  Object.entries(SECRET_RESULTS).map(([service, actions]) => [
    service,
    actions.map((action) => new RegExp(`^${action.replace("*", "\\w*")}$`, "i")),
  ]),
);

/** Parameters of SSM are plain unless they are decrypted. */
const PARAMETERS = /^ssm:getParameter/i;

/** Whether an action returns a secret, whatever its arguments. */
export function answersWithSecret(service: string, action: string): boolean {
  return PATTERNS.get(service.toLowerCase())?.some((pattern) => pattern.test(action)) ?? false;
}

/** Whether an action can return a secret, depending on its arguments. */
export function mayAnswerWithSecret(service: string, action: string): boolean {
  return answersWithSecret(service, action) || PARAMETERS.test(`${service}:${action}`);
}
