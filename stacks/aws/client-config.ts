import type { SFNClientConfig } from "@aws-sdk/client-sfn";
import { AssumeRoleCommand, STSClient, type STSClientConfig } from "@aws-sdk/client-sts";
import { z } from "zod";
import { type Problem, ProblemsError } from "../../components/core/problem";
import type { ConfigSource } from "../config";

/** Configuration of the program's own AWS clients. */
export type ClientConfig = Pick<SFNClientConfig, "region" | "endpoint" | "profile" | "credentials">;

const endpointsSchema = z.array(z.record(z.string(), z.string()));
const rolesSchema = z.array(
  z.strictObject({
    roleArn: z.string(),
    sessionName: z.string().optional(),
    externalId: z.string().optional(),
    sourceIdentity: z.string().optional(),
  }),
);

/**
 * Settings of the AWS provider that the program's own calls do not support; ignoring one would make the calls as
 * another identity.
 */
const REFUSED: Readonly<Record<string, string>> = {
  "aws:assumeRoleWithWebIdentity":
    "set AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE, which both the provider and the program read",
  "aws:sharedConfigFiles": "set AWS_CONFIG_FILE, which both the provider and the program read",
  "aws:sharedCredentialsFiles": "set AWS_SHARED_CREDENTIALS_FILE, which both the provider and the program read",
};

/**
 * The configuration of the stack's AWS provider for the calls that the program makes itself: same region, endpoints and
 * credentials. What is not configured comes from the environment variables and files that the provider reads, too.
 * https://www.pulumi.com/registry/packages/aws/installation-configuration/
 * @param services names of the service among the provider's endpoints
 * @throws {ProblemsError} for a configuration that is not supported, with every problem
 */
export function awsClientConfig(stack: string, source: ConfigSource, services: readonly string[]): ClientConfig {
  const problems: Problem[] = [];
  for (const [place, fix] of Object.entries(REFUSED)) {
    if (source.get(place) !== undefined) {
      problems.push({ place, message: "is not supported for the program's own AWS calls", fix });
    }
  }
  const endpoints = read(
    source,
    "aws:endpoints",
    endpointsSchema,
    'write a list such as [{"sfn": "https://..."}]',
    problems,
  );
  const fix =
    'write a list such as [{"roleArn": "arn:aws:iam::123456789012:role/deploy"}]; sessionName, externalId and sourceIdentity are allowed, too';
  const roles = read(source, "aws:assumeRoles", rolesSchema, fix, problems);
  if (problems.length > 0) {
    throw new ProblemsError(`Pulumi.${stack}.yaml`, problems);
  }
  const region = source.get("aws:region");
  const profile = source.get("aws:profile");
  const keys = staticKeys(source);
  const base = {
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(keys === undefined ? {} : { credentials: keys }),
  };
  const credentials = (roles ?? []).reduce<ClientConfig["credentials"]>((previous, role) => {
    const sts = { ...base, ...endpointOf(endpoints, ["sts"]) };
    return assumedRole(previous === undefined ? sts : { ...sts, credentials: previous }, role);
  }, base.credentials);
  return { ...base, ...endpointOf(endpoints, services), ...(credentials === undefined ? {} : { credentials }) };
}

function read<T>(
  source: ConfigSource,
  key: string,
  schema: z.ZodType<T>,
  fix: string,
  problems: Problem[],
): T | undefined {
  const text = source.get(key);
  if (text === undefined) {
    return undefined;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    problems.push({ place: key, message: "is not valid for the program's own AWS calls", fix });
    return undefined;
  }
}

function staticKeys(source: ConfigSource) {
  const accessKeyId = source.get("aws:accessKey");
  const secretAccessKey = source.get("aws:secretKey");
  const sessionToken = source.get("aws:token");
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    return undefined;
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function endpointOf(endpoints: z.infer<typeof endpointsSchema> | undefined, services: readonly string[]) {
  const url = (endpoints ?? [])
    .flatMap((entry) => services.map((service) => entry[service]))
    .find((value) => value !== undefined);
  return url === undefined ? {} : { endpoint: url };
}

/** Credentials of a role, renewed when they expire. */
function assumedRole(
  config: STSClientConfig,
  role: z.infer<typeof rolesSchema>[number],
): NonNullable<ClientConfig["credentials"]> {
  return async () => {
    const { Credentials } = await new STSClient(config).send(
      new AssumeRoleCommand({
        RoleArn: role.roleArn,
        RoleSessionName: role.sessionName ?? "app-of-apps",
        ExternalId: role.externalId,
        SourceIdentity: role.sourceIdentity,
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
    if (AccessKeyId === undefined || SecretAccessKey === undefined) {
      throw new Error(`assuming ${role.roleArn} returned no credentials`);
    }
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      ...(SessionToken === undefined ? {} : { sessionToken: SessionToken }),
      ...(Expiration === undefined ? {} : { expiration: Expiration }),
    };
  };
}
