import { randomBytes } from "node:crypto";
import { ensurePython } from "../engine/tools/python";
import { ageSecret } from "./age-secret";
import { startInterpreter as startProjectInterpreter } from "./interpreter/server";
import { type Inventory, readInventory } from "./inventory";
import { freePort, startLauncher } from "./launcher";

/** What the embedded AWS needs to know. */
export interface EmbeddedAwsArgs {
  /** Twelve-digit account id; the only account there is. */
  readonly account: string;
  readonly region: string;
  /** Hosts that the cloud must reach, such as an OIDC issuer's -> loopback URL that replaces them. */
  readonly hosts: Readonly<Record<string, string>>;
  /**
   * Factor on the waiting times of state machines (Wait states and retry intervals) and of composite alarms that wait
   * for their suppressor, 0 or more.
   * @default 1
   */
  readonly waitScale?: number | undefined;
  /** Seconds by which the cloud is behind, by kind. @default nothing is behind */
  readonly delays?: Delays | undefined;
  /** Receives the cloud's own log, line by line. */
  readonly log?: ((line: string) => void) | undefined;
  /**
   * Python that has `launcher/requirements.txt` installed.
   * @default the one that `sandbox/engine/tools/python.ts` sets up
   */
  readonly python?: string | undefined;
  /**
   * Starts the Step Functions interpreter.
   * @default the project's own, `sandbox/aws/interpreter`
   */
  readonly interpreter?: StartInterpreter | undefined;
}

/** Seconds until a change takes effect that AWS applies late; 0 or absent: at once. */
export interface Delays {
  /** New roles and managed policies, edits of trust and policies, deletions. */
  readonly iam?: number;
  /** `kms:ResourceAliases`. */
  readonly keyAlias?: number;
  /** Lists of versions and aliases of a state machine. */
  readonly versions?: number;
  /** Log events of executions. */
  readonly logs?: number;
}

/** Starts an interpreter that runs executions for the launcher, in this process. */
export type StartInterpreter = (args: {
  readonly endpoint: string;
  readonly region: string;
  readonly token: string;
  readonly waitScale: number;
  readonly hosts: Readonly<Record<string, string>>;
}) => Promise<{ readonly url: string; stop(): Promise<void> }>;

/** A running embedded AWS. */
export interface EmbeddedAws {
  /** `http://127.0.0.1:<port>`, for every service. */
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  /** The account's root user: never limited by a policy. It may not assume roles. */
  readonly rootCredentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Environment variables for AWS clients, as the root user. */
  readonly env: Readonly<Record<string, string>>;
  /** Everything that exists in the account, by kind. */
  inventory(): Promise<Inventory>;
  /**
   * Makes a secret older: its last rotation seems `days` further back. AWS has no such call; here it replaces waiting.
   * @throws Error for an unknown secret, and for one that was never rotated
   */
  ageSecret(name: string, days: number): Promise<void>;
  /** Ends every process it started. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded AWS on a private loopback port: MiniStack with IAM enforced and the fixes of `launcher/`, with
 * the project's own Step Functions interpreter. Nothing of it survives `stop()`, nor the death of this process.
 */
export async function startAws(args: EmbeddedAwsArgs): Promise<EmbeddedAws> {
  if (!/^\d{12}$/.test(args.account)) {
    throw new Error(`account: "${args.account}" is not a twelve-digit account id`);
  }
  const { account, region } = args;
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const token = randomBytes(24).toString("hex");
  const rootCredentials = { accessKeyId: rootKeyId(), secretAccessKey: randomBytes(30).toString("base64url") };
  const startInterpreter = args.interpreter ?? startProjectInterpreter;
  const interpreter = await startInterpreter({
    endpoint,
    region,
    token,
    hosts: args.hosts,
    waitScale: args.waitScale ?? 1,
  });
  try {
    const python = args.python ?? (await ensurePython());
    const launcher = await startLauncher({
      python,
      port,
      log: args.log,
      environment: {
        GATEWAY_PORT: String(port),
        MINISTACK_ACCOUNT_ID: account,
        MINISTACK_REGION: region,
        LOG_LEVEL: "WARNING",
        AWS_ACCESS_KEY_ID: rootCredentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: rootCredentials.secretAccessKey,
        EMBEDDED_ACCOUNT: account,
        EMBEDDED_REGION: region,
        EMBEDDED_DELAYS: JSON.stringify(args.delays ?? {}),
        EMBEDDED_HOSTS: JSON.stringify(args.hosts),
        EMBEDDED_INTERPRETER_URL: interpreter.url,
        EMBEDDED_INTERPRETER_TOKEN: token,
        EMBEDDED_ADMIN_TOKEN: token,
        EMBEDDED_WAIT_SCALE: String(args.waitScale ?? 1),
      },
    });
    return {
      endpoint,
      account,
      region,
      rootCredentials,
      env: {
        ...clientEnvironment(endpoint, region, rootCredentials),
        ...((args.delays?.iam ?? 0) > 0 ? { EMBEDDED_AWS_LATE: "1" } : {}),
      },
      inventory: () => readInventory(endpoint, token),
      ageSecret: (name, days) => ageSecret(endpoint, token, name, days),
      async stop() {
        await interpreter.stop();
        await launcher.stop();
      },
    };
  } catch (error) {
    await interpreter.stop();
    throw error;
  }
}

function clientEnvironment(
  endpoint: string,
  region: string,
  root: EmbeddedAws["rootCredentials"],
): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: root.accessKeyId,
    AWS_SECRET_ACCESS_KEY: root.secretAccessKey,
    // One address serves all services: no `sync-` or account prefix before it.
    AWS_DISABLE_HOST_PREFIX_INJECTION: "true",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/** An access key id in AWS's alphabet: AKIA and sixteen of A-Z and 2-7. */
function rootKeyId(): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return `AKIA${[...randomBytes(16)].map((byte) => alphabet[byte % alphabet.length]).join("")}`;
}
