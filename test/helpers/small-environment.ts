import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SFNClient } from "@aws-sdk/client-sfn";
import type { PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { type EnvironmentNames, environmentNames, scopeOf } from "../../components/core/names";
import type { StepFunctionsApi } from "../../components/versions/step-functions-api";
import { stepFunctionsClient } from "../../components/versions/step-functions-client";
import { type Cloud, type CloudOptions, startCloud } from "../../sandbox/cloud";
import { ensureEngine } from "../../sandbox/engine";
import { ACCOUNT, ENVIRONMENT, REGION } from "../../sandbox/place";
import { prepareProviders } from "../../sandbox/providers";
import { newRunnerKey, openEnvironmentStack, type RunnerKey } from "../../sandbox/run/environment/environment-stack";
import { program } from "../../stacks/program";

/** An environment of two apps, `db` and `orders`, on the real engine and an embedded cloud of its own. */
export interface SmallEnvironment {
  readonly cloud: Cloud;
  readonly stack: Stack;
  readonly names: EnvironmentNames;
  readonly stepFunctions: StepFunctionsApi;
  readonly sfn: SFNClient;
  /** Key of the machine `runner` of the access map. */
  readonly runnerKey: RunnerKey;
  /** Path of the blueprint that the stack reads. */
  readonly blueprintFile: string;
  /** Writes the blueprint; the time-out of `orders` in seconds makes its definition another. */
  write(seconds: number): Promise<void>;
  /** Versions and weights that the alias `live` of `orders` leads to, `2` or `2 (20 %), 1 (80 %)`; undefined without an alias. */
  live(): Promise<string | undefined>;
  /** What an `up` that fails says at its end, where a person looks. @throws Error if it goes through */
  refusal(next?: PulumiFn): Promise<string>;
  close(): Promise<void>;
}

const blueprint = (seconds: number) => ({
  name: "shop",
  apps: {
    db: {
      task: { kind: "lambda", function: "shop-db" },
      timeoutSeconds: 60,
      secrets: { password: { maxAgeDays: 30 } },
    },
    orders: {
      task: { kind: "lambda", function: "shop-orders" },
      after: ["db"],
      timeoutSeconds: seconds,
      rollback: { task: { kind: "lambda", function: "shop-orders" }, timeoutSeconds: 60 },
    },
  },
});

/** Starts the cloud and opens the stack; nothing is deployed yet. Waits and retries of the workflows take a twentieth of their time. */
export async function smallEnvironment(
  options: Pick<CloudOptions, "oktaFeatures" | "delays" | "hosts" | "waitScale"> = {},
  settings: Readonly<Record<string, string>> = {},
): Promise<SmallEnvironment> {
  const engine = await ensureEngine();
  await prepareProviders();
  const cloud = await startCloud({ account: ACCOUNT, region: REGION, waitScale: 0.05, ...options });
  const folder = await mkdtemp(join(tmpdir(), "small-environment-"));
  const runDir = join(folder, "run");
  await mkdir(runDir);
  const blueprintFile = join(folder, "blueprint.json");
  const write = (seconds: number) => writeFile(blueprintFile, JSON.stringify(blueprint(seconds)));
  await write(60);
  const runnerKey = newRunnerKey();
  // Tests start the parent themselves, unless they are about the runs API; few are about records.
  const own = { "app-of-apps:runsApi": "false", "app-of-apps:evidence": "false", ...settings };
  const stack = await openEnvironmentStack({ cloud, engine, runDir, runnerKey, blueprintFile, settings: own });
  const sfn = new SFNClient(cloud.root.config);
  const stepFunctions = stepFunctionsClient(sfn);
  const names = environmentNames(
    scopeOf({ blueprint: "shop", environment: ENVIRONMENT, account: ACCOUNT, region: REGION }),
  );
  return {
    cloud,
    stack,
    names,
    stepFunctions,
    sfn,
    runnerKey,
    blueprintFile,
    write,
    async live() {
      const alias = await stepFunctions.describeAlias(names.app("orders").machine.aliasArn);
      const routes = [...(alias?.routes ?? [])].sort((a, b) => a.weight - b.weight);
      const texts = routes.map(({ stateMachineVersionArn, weight }) => {
        const version = stateMachineVersionArn.replace(/^.*:/, "");
        return weight === 100 ? version : `${version} (${weight} %)`;
      });
      return alias === undefined ? undefined : texts.join(", ");
    },
    async refusal(next = program) {
      try {
        await stack.up({ program: next, color: "never" });
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        return text.slice(text.indexOf("Diagnostics:"), text.indexOf("\n err?:"));
      }
      throw new Error("up went through");
    },
    async close() {
      await cloud.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
