import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { stringify } from "yaml";
import { parseJson } from "../../components/core/json";
import { type PolicyStatement, policyJson } from "../../components/core/policy-document";
import type { EmbeddedAws } from "../../sandbox/aws";
import { ACCOUNT, clientsOf, policy, REGION, user } from "../helpers/embedded-aws";
import { stackConfig } from "../helpers/stack-config";

/** A stack's file as commands work on it, for an embedded cloud, with `blueprint.json` of its folder. */
export interface EmbeddedStack {
  readonly cloud: EmbeddedAws;
  readonly folder: string;
  /** @default "dev" */
  readonly stack?: string;
  /** Services that the command calls, as the AWS provider names their endpoints. */
  readonly services: readonly string[];
  /** Further settings, and those that are another. */
  readonly settings?: object;
}

interface Keys {
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
  readonly sessionToken?: string | undefined;
}

/** Writes the stack's file with the settings of `dev` and these keys of the caller. */
export function writeStackOf({ cloud, folder, stack = "dev", services, settings }: EmbeddedStack, keys: Keys): void {
  const dev = Object.entries(stackConfig("dev")).map(([key, value]) => [key, parseJson(value) ?? value]);
  const config = {
    ...Object.fromEntries(dev),
    "aws:region": REGION,
    "aws:allowedAccountIds": [ACCOUNT],
    "aws:endpoints": [Object.fromEntries(services.map((service) => [service, cloud.endpoint]))],
    "aws:accessKey": keys.accessKeyId,
    "aws:secretKey": keys.secretAccessKey,
    "aws:token": keys.sessionToken,
    "app-of-apps:blueprint": join(folder, "blueprint.json"),
    ...settings,
  };
  writeFileSync(join(folder, `Pulumi.${stack}.yaml`), stringify({ config }));
}

/** Writes the stack's file with a session of a new role that has these permissions. */
export async function signIn(
  stack: EmbeddedStack,
  role: string,
  statements: readonly PolicyStatement[],
): Promise<void> {
  const root = clientsOf(stack.cloud);
  const trust = policy({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "sts:AssumeRole" });
  const { Role } = await root.iam.send(new CreateRoleCommand({ RoleName: role, AssumeRolePolicyDocument: trust }));
  await root.iam.send(
    new PutRolePolicyCommand({ RoleName: role, PolicyName: "own", PolicyDocument: policyJson(statements) }),
  );
  const someone = await user(root, `user-of-${role}`, [{ Action: "sts:AssumeRole", Resource: Role?.Arn }]);
  const { Credentials } = await clientsOf(stack.cloud, someone).sts.send(
    new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "ann" }),
  );
  writeStackOf(stack, {
    accessKeyId: Credentials?.AccessKeyId,
    secretAccessKey: Credentials?.SecretAccessKey,
    sessionToken: Credentials?.SessionToken,
  });
}
