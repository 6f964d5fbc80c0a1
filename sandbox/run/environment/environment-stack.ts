import { generateKeyPairSync, type JsonWebKey, type KeyObject } from "node:crypto";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import { program } from "../../../stacks/program";
import type { Cloud } from "../../cloud";
import { type Engine, openStack } from "../../engine";
import { ENVIRONMENT, REGION } from "../../place";
import { providers } from "../../providers";
import { inboxArn } from "../executions/inbox";

const STACKS = join(__dirname, "..", "..", "..", "stacks");

/** The policy pack of this repository. */
export const POLICY_PACK = join(__dirname, "..", "..", "..", "policies");

/** A key pair of a machine identity; only the public half ever reaches the stack. */
export interface RunnerKey {
  /** Entry of the access map whose key it is. */
  readonly entry: string;
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: JsonWebKey & { readonly kid: string };
}

/** A new key pair for one run, by default of the machine `runner`. */
export function newRunnerKey(entry = "runner"): RunnerKey {
  const id = `sandbox-${entry}`;
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    entry,
    id,
    privateKey,
    publicKey: { ...publicKey.export({ format: "jwk" }), kid: id, alg: "RS256", use: "sig" },
  };
}

interface EnvironmentStackArgs {
  /** What of the cloud the stack needs: addresses and access. */
  readonly cloud: {
    readonly aws: Pick<Cloud["aws"], "env">;
    readonly okta: Pick<Cloud["okta"], "url" | "apiToken">;
    readonly root: Pick<Cloud["root"], "account">;
  };
  readonly engine: Engine;
  readonly runDir: string;
  readonly runnerKey: Pick<RunnerKey, "publicKey">;
  /** Further settings by their full keys. @default none */
  readonly settings?: Readonly<Record<string, string>>;
  /** Absolute path of another blueprint than the stacks' own. */
  readonly blueprintFile?: string;
  /**
   * The cloud ends with this process, so that a state that outlives it is of no use: the engine then writes the state
   * once, at the end, and not at each step, which takes longer the more there is. @default false
   */
  readonly throwAway?: boolean;
}

/**
 * The sandbox environment's stack on an embedded cloud: the program and the settings of `stacks/`, with this run's key.
 */
export async function openEnvironmentStack(args: EnvironmentStackArgs): Promise<Stack> {
  const { cloud, engine, runDir, blueprintFile, throwAway = false } = args;
  const endpoint = cloud.aws.env.AWS_ENDPOINT_URL;
  return await openStack({
    engine,
    runDir,
    stackName: ENVIRONMENT,
    program,
    configFile: join(STACKS, `Pulumi.${ENVIRONMENT}.yaml`),
    config: {
      ...(blueprintFile === undefined ? {} : { "app-of-apps:blueprint": blueprintFile }),
      ...args.settings,
      "app-of-apps:runnerPublicKey": JSON.stringify(args.runnerKey.publicKey),
      "app-of-apps:subscriptions": JSON.stringify([
        { protocol: "sqs", endpoint: inboxArn(cloud.root.account, REGION) },
      ]),
      // The program runs in this process, without the engine's variables: its own clients find the cloud by the
      // configuration.
      "aws:endpoints": JSON.stringify([
        { dynamodb: endpoint, sfn: endpoint, iam: endpoint, s3: endpoint, sts: endpoint },
      ]),
      "aws:accessKey": cloud.aws.env.AWS_ACCESS_KEY_ID ?? "",
      "aws:secretKey": { value: cloud.aws.env.AWS_SECRET_ACCESS_KEY ?? "", secret: true },
      "okta:apiToken": { value: cloud.okta.apiToken, secret: true },
    },
    providers: providers(),
    env: {
      ...cloud.aws.env,
      OKTA_EMBEDDED_URL: cloud.okta.url,
      ...(throwAway ? { PULUMI_SKIP_CHECKPOINTS: "true" } : {}),
    },
  });
}
