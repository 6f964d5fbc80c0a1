import type { KeyObject } from "node:crypto";
import {
  AssumeRoleWithSAMLCommand,
  AssumeRoleWithWebIdentityCommand,
  type Credentials,
  STSClient,
} from "@aws-sdk/client-sts";
import type { Cloud } from "../../cloud";
import { machineToken, signInPerson } from "../../okta/sign-in";
import type { AwsAccess } from "../aws-access";
import { type EnvironmentOutputs, roleArn } from "../environment/outputs";

/** A person of the embedded org as the sandbox knows them. */
export interface Person {
  readonly login: string;
  readonly password: string;
}

/** A session of STS, and until when it is valid. */
export interface Session {
  readonly access: AwsAccess;
  readonly expiresAt: Date;
}

/** A person's way in: sign-in at Okta, its signed assertion at STS, short-lived credentials of one role. */
export async function personSession(
  cloud: Cloud,
  outputs: EnvironmentOutputs,
  person: Person,
  roleArn: string,
): Promise<Session> {
  const { samlAssertion, roles } = await signInPerson({
    org: cloud.okta.orgUrl,
    hosts: cloud.hosts,
    clientId: outputs.okta.nativeClientId,
    federationAppId: outputs.okta.federationAppId,
    username: person.login,
    password: person.password,
  });
  // The assertion names the provider with each role; STS refuses a role that it does not name.
  const principalArn = roles.find((role) => role.roleArn === roleArn)?.providerArn ?? roles[0]?.providerArn;
  const { Credentials: credentials } = await unsigned(cloud).send(
    new AssumeRoleWithSAMLCommand({ RoleArn: roleArn, PrincipalArn: principalArn, SAMLAssertion: samlAssertion }),
  );
  return session(cloud, credentials);
}

/** A machine's way in: a token for its own key from the authorization server, then STS. No stored AWS key anywhere. */
export async function machineSession(
  cloud: Cloud,
  outputs: EnvironmentOutputs,
  privateKey: KeyObject,
  keyId: string,
): Promise<Session> {
  const { issuer, runnerClientId, scope } = outputs.okta;
  if (issuer === undefined || runnerClientId === undefined || scope === undefined) {
    throw new Error("the environment has no machine access");
  }
  const { accessToken } = await machineToken({
    issuer,
    hosts: cloud.hosts,
    clientId: runnerClientId,
    privateKey,
    kid: keyId,
    scope,
  });
  const { Credentials: credentials } = await unsigned(cloud).send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: roleArn(outputs, "runner"),
      RoleSessionName: "automation-runner",
      WebIdentityToken: accessToken,
    }),
  );
  return session(cloud, credentials);
}

function unsigned(cloud: Cloud): STSClient {
  // Both calls carry their own proof and are not signed: no AWS credentials take part.
  return new STSClient({ endpoint: cloud.aws.endpoint, region: cloud.root.region });
}

function session(cloud: Cloud, credentials: Credentials | undefined): Session {
  if (
    !credentials?.AccessKeyId ||
    !credentials.SecretAccessKey ||
    !credentials.SessionToken ||
    !credentials.Expiration
  ) {
    throw new Error("STS answered without complete credentials");
  }
  return {
    expiresAt: credentials.Expiration,
    access: {
      ...cloud.root,
      config: {
        ...cloud.root.config,
        credentials: {
          accessKeyId: credentials.AccessKeyId,
          secretAccessKey: credentials.SecretAccessKey,
          sessionToken: credentials.SessionToken,
        },
      },
    },
  };
}
