/**
 * SDK actions whose results carry a secret, a token or a key: what they return would stand in the history, readable for 90 days, and in the log.
 * As `<service>:<action>` of an `aws-sdk` integration.
 */
const SECRET_RESULTS =
  /^(?:secretsmanager:(?:getSecretValue|batchGetSecretValue|getRandomPassword)|sts:(?:assumeRole\w*|getSessionToken|getFederationToken)|kms:(?:decrypt|generateDataKey\w*|deriveSharedSecret)|iam:(?:create|reset)(?:AccessKey|ServiceSpecificCredential|LoginProfile)|ecr(?:public)?:getAuthorizationToken|codeartifact:getAuthorizationToken|rds:generateDbAuthToken|redshift:getClusterCredentials\w*|redshiftserverless:getCredentials|cognitoidentity:(?:getCredentialsForIdentity|getOpenIdToken\w*)|cognitoidentityprovider:(?:\w*initiateAuth|\w*respondToAuthChallenge|describeUserPoolClient|createUserPoolClient)|sso:getRoleCredentials|ssooidc:createToken\w*|lightsail:(?:getInstanceAccessDetails|downloadDefaultKeyPair|createKeyPair|getRelationalDatabaseMasterUserPassword)|ec2:(?:createKeyPair|getPasswordData)|s3:createSession|ssm:getAccessToken|apigateway:(?:getApiKeys?|createApiKey))$/i;

/** Parameters of SSM are plain unless they are decrypted. */
const PARAMETERS = /^ssm:getParameter/i;

/** Whether an action answers with a secret, whatever its arguments. */
export function answersWithSecret(service: string, action: string): boolean {
  return SECRET_RESULTS.test(`${service}:${action}`);
}

/** Whether an action may answer with a secret, depending on its arguments. */
export function mayAnswerWithSecret(service: string, action: string): boolean {
  return answersWithSecret(service, action) || PARAMETERS.test(`${service}:${action}`);
}
