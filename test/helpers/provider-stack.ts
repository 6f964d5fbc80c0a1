import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OutputMap, PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { ensureEngine } from "../../sandbox/engine";
import { PROJECT } from "../../sandbox/engine/stack/project";
import { openStack, type StackArgs } from "../../sandbox/engine/stack/stack";
import { prepareProviders, providers } from "../../sandbox/providers";

/** A stack on the real engine with the embedded cloud's providers, and everything that the engine ever printed about it. */
export interface ProviderStack {
  readonly stack: Stack;
  /** Everything printed, for what must never be in it. */
  printed(): string;
  /** Runs `up` and counts what it did by kind, without what stayed. */
  up(program: PulumiFn): Promise<{ changes: Record<string, number>; outputs: OutputMap }>;
  /** What a preview would do, as counts. */
  preview(program: PulumiFn): Promise<Record<string, number>>;
  /** Reads everything back and counts what differed. */
  refresh(): Promise<Record<string, number>>;
  destroy(): Promise<void>;
  /** Takes resources out of the state, as if the engine had died before it wrote them down. */
  forget(which: (resource: { type: string; urn: string }) => boolean): Promise<number>;
  /** The stack's file in the backend, as it lies on the disk. */
  state(): Promise<string>;
  close(): Promise<void>;
}

export async function providerStack(args: Pick<StackArgs, "config" | "env">): Promise<ProviderStack> {
  const engine = await ensureEngine();
  await prepareProviders();
  const runDir = await mkdtemp(join(tmpdir(), "provider-stack-"));
  const program = async () => {};
  const stack = await openStack({ ...args, engine, runDir, stackName: "probe", program, providers: providers() });
  let all = "";
  const onOutput = (text: string) => {
    all += text;
  };
  const options = { onOutput, onError: onOutput, diff: true, color: "never" } as const;
  return {
    stack,
    printed: () => all,
    async up(next) {
      const { outputs, summary } = await stack.up({ ...options, program: next });
      return { changes: changed(summary.resourceChanges), outputs };
    },
    async preview(next) {
      const { changeSummary } = await stack.preview({ ...options, program: next });
      return changed(changeSummary);
    },
    async refresh() {
      const { summary } = await stack.refresh({ onOutput, onError: onOutput, color: "never" });
      return changed(summary.resourceChanges);
    },
    async destroy() {
      await stack.destroy({ onOutput, onError: onOutput, color: "never" });
    },
    async forget(which) {
      const state = await stack.exportStack();
      const resources: { type: string; urn: string }[] = state.deployment.resources;
      const kept = resources.filter((resource) => !which(resource));
      await stack.importStack({ ...state, deployment: { ...state.deployment, resources: kept } });
      return resources.length - kept.length;
    },
    async state() {
      const files = await readdir(runDir, { recursive: true });
      const file = files.find((name) => name.endsWith(join("stacks", PROJECT, "probe.json")));
      if (file === undefined) {
        throw new Error(`No state of the stack is in ${runDir}: ${files.join(", ")}`);
      }
      return await readFile(join(runDir, file), "utf8");
    },
    async close() {
      await rm(runDir, { recursive: true, force: true });
    },
  };
}

function changed(counts: Partial<Record<string, number>> | undefined): Record<string, number> {
  const entries = Object.entries(counts ?? {}).filter(([kind]) => kind !== "same");
  return Object.fromEntries(entries.map(([kind, count]) => [kind, count ?? 0]));
}

/** A resource of a provider or of the engine itself, which a forgetful engine keeps. */
export function isCloudResource({ type }: { type: string }): boolean {
  return !type.startsWith("pulumi:");
}
