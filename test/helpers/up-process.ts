import { ensureEngine } from "../../sandbox/engine";
import { openEnvironmentStack, POLICY_PACK, type RunnerKey } from "../../sandbox/run/environment/environment-stack";

/**
 * A deployment of the sandbox environment in a process of its own, to be killed: takes the cloud's addresses, the folder of
 * the run and the runner's public key as JSON in its only argument, and writes a line for each resource that was created.
 */
export interface UpProcessArgs {
  readonly runDir: string;
  readonly publicKey: RunnerKey["publicKey"];
  readonly account: string;
  readonly awsEnv: Readonly<Record<string, string>>;
  readonly okta: { readonly url: string; readonly apiToken: string };
}

async function main(args: UpProcessArgs): Promise<void> {
  const stack = await openEnvironmentStack({
    cloud: { aws: { env: args.awsEnv }, okta: args.okta, root: { account: args.account } },
    engine: await ensureEngine(),
    runDir: args.runDir,
    runnerKey: { publicKey: args.publicKey },
  });
  await stack.up({
    policyPacks: [POLICY_PACK],
    onEvent: ({ resOutputsEvent }) => {
      if (resOutputsEvent) {
        process.stdout.write(`${resOutputsEvent.metadata.urn}\n`);
      }
    },
  });
}

if (require.main === module) {
  void main(JSON.parse(process.argv[2] ?? "{}") as UpProcessArgs);
}
